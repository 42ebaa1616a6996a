/** The bench's processes, and one question at a time to each. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { clearTimeout, setTimeout } from 'node:timers'
import { fileURLToPath } from 'node:url'

/** Starts a file by its path from this folder. */
export function start(file, options = {}) {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), options)
  const ended = new Promise((_resolve, reject) => {
    child.once('exit', (code, signal) => reject(new Error(`${file} ended: ${code ?? signal}`)))
  })
  ended.catch(() => undefined) // it may end when it is told to; who waits for an answer hears of it below
  return {
    pid: child.pid,
    send: (message) => child.send(message),
    /** Sends, and resolves to the answer of that type; null if there is none in time (milliseconds). */
    ask(message, type, limit = 60_000) {
      const answer = answerOf(child, type, limit)
      child.send(message)
      return Promise.race([answer, ended])
    },
    answer: (type, limit) => Promise.race([answerOf(child, type, limit), ended]),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exit = once(child, 'exit')
      child.kill()
      await exit
    },
  }
}

function answerOf(child, type, limit) {
  return new Promise((resolve) => {
    const end = (answer) => {
      child.off('message', take)
      clearTimeout(timer)
      resolve(answer)
    }
    const take = (message) => message.type === type && end(message)
    const timer = setTimeout(() => end(null), limit)
    child.on('message', take)
  })
}
