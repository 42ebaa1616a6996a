import { once } from 'node:events'
import WebSocket, { type ClientOptions } from 'ws'
import { AUTHORIZATION } from './server-fixture'

export interface Message {
  type: string
  id?: string
  payload?: unknown
}

/** A client that speaks the protocol by hand, so that it can also speak it wrongly. */
export class Client {
  readonly socket: WebSocket
  readonly closed: Promise<{ code: number; reason: string }>
  /** What went wrong with the socket itself. */
  readonly errors: string[] = []
  readonly #messages: Message[] = []
  #wake: (() => void) | null = null

  constructor(url: string, options: ClientOptions = {}, protocols: string[] = ['graphql-transport-ws']) {
    this.socket = new WebSocket(url, protocols, options)
    this.socket.on('message', (data) => {
      this.#messages.push(JSON.parse((data as Buffer).toString()) as Message)
      this.#wake?.()
    })
    this.socket.on('error', (error) => this.errors.push(error.message))
    this.closed = new Promise((resolve) => {
      this.socket.once('close', (code, reason) => resolve({ code, reason: String(reason) }))
    })
  }

  send(message: Message | string): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message))
  }

  subscribe(id: string, query: string, variables?: object): void {
    this.send({ type: 'subscribe', id, payload: { query, variables } })
  }

  async next(): Promise<Message> {
    for (;;) {
      const message = this.#messages.shift()
      if (message) return message
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  async init(payload: object = { authorization: AUTHORIZATION }): Promise<this> {
    if (this.socket.readyState !== WebSocket.OPEN) await once(this.socket, 'open')
    this.send({ type: 'connection_init', payload })
    return this
  }

  async connect(): Promise<this> {
    await this.init()
    expect(await this.next()).toEqual({ type: 'connection_ack' })
    return this
  }
}
