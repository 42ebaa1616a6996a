// The page's connection to the server: calls with answers, pushed events in order, reconnecting by itself.

const RETRY_MS = 250

class ServerLink {
  #hello
  #handlers
  #socket
  #calls = new Map()
  #lastCall = 0
  #unsent = []
  #work = Promise.resolve()

  /**
   * Connects. `hello()` gives the first message of each connection (see wire.ts); `handlers.pushed` gets what the
   * server pushes, one after the other, `lost` is called when the connection is, `opening` before each new attempt.
   */
  start(hello, handlers) {
    this.#hello = hello
    this.#handlers = handlers
    this.#connect()
  }

  #connect() {
    const socket = new WebSocket(`wss://${location.host}/ws`)
    this.#socket = socket
    socket.onopen = () => {
      this.#send({ hello: this.#hello() })
      for (const report of this.#unsent.splice(0)) this.#send(report)
      for (const call of this.#calls.values()) this.#send(call.message)
    }
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(data))
    socket.onclose = () => {
      if (this.#socket !== socket) return
      this.#handlers.lost()
      setTimeout(() => {
        this.#handlers.opening()
        this.#connect()
      }, RETRY_MS)
    }
  }

  /** Asks the server; without a connection the question waits for the next one. */
  call(method, ...args) {
    this.#lastCall += 1
    const message = { call: this.#lastCall, method, args: args.map((arg) => arg ?? null) }
    return new Promise((resolve, reject) => {
      this.#calls.set(message.call, { message, resolve, reject })
      this.#send(message)
    })
  }

  report(kind, what) {
    const message = { report: kind, what }
    if (this.#socket?.readyState === WebSocket.OPEN) this.#send(message)
    else this.#unsent.push(message)
  }

  /** Tells the server that all before this mark has been taken in. */
  passed(mark) {
    this.#send({ mark })
  }

  /** Says hello again on the same connection. */
  restart() {
    this.#send({ hello: this.#hello() })
  }

  #send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message))
  }

  /** Answers and pushes take effect in the order in which the server sent them. */
  #receive(message) {
    const act = 'reply' in message ? () => this.#settle(message) : () => this.#handlers.pushed(message)
    this.#work = this.#work.then(act).catch((error) => this.report('error', String(error?.stack ?? error)))
  }

  #settle({ reply, result, error }) {
    const call = this.#calls.get(reply)
    this.#calls.delete(reply)
    if (error) call?.reject(Object.assign(new Error(error.message), { name: error.name }))
    else call?.resolve(result)
  }
}

/** The one connection of this page. */
export const server = new ServerLink()
