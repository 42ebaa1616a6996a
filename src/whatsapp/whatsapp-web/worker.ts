/** Entry of an engine's worker thread: the library and puppeteer run in here, and nothing that they do leaves it. */

import { parentPort, workerData } from 'node:worker_threads'

import { EngineNotReached } from '../../domain/engine'
import { toError } from '../../domain/errors'
import { Connection } from './connection'
import { toErrorData, type FromWorker, type ToWorker, type WorkerCalls, type WorkerConfig } from './protocol'

if (!parentPort) throw new Error('worker.js runs in a worker thread only')
const main = parentPort
const post = (message: FromWorker): void => main.postMessage(message)
const fail = (what: string, error: Error): void => post({ type: 'failure', what, error: toErrorData(error) })

const connection = new Connection(workerData as WorkerConfig, {
  browserLaunched: (pid) => post({ type: 'browser', pid }),
  emit: (events) => post({ type: 'events', events }),
  fail,
  note: (message, detail) => post({ type: 'note', message, detail }),
})
const { calls } = connection
let isClosing = false

/** A call of the port, but only on a connection that is ready. */
function whenReady<A extends unknown[], R>(call: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
  return async (...args) => {
    if (connection.hasEnded) throw new EngineNotReached('the connection has ended')
    if (!connection.isReady) throw new Error('the connection is not ready yet')
    return call(...args)
  }
}

const answers: WorkerCalls = {
  start: () => connection.start(),
  probe: whenReady(() => calls.probe()),
  sendText: whenReady((to, text, quotedRef) => connection.sends.send(() => calls.sendText(to, text, quotedRef))),
  react: whenReady((ref, emoji) => calls.react(ref, emoji)),
  edit: whenReady((ref, body) => calls.edit(ref, body)),
  revoke: whenReady((ref) => calls.revoke(ref)),
  markRead: whenReady((chatId) => calls.markRead(chatId)),
  chats: whenReady(() => calls.chats()),
  contacts: whenReady(() => calls.contacts()),
  history: whenReady((chatId, limit, since) => calls.history(chatId, limit, since)),
  logout: () => connection.logout(),
}

main.on('message', (message: ToWorker) => void receive(message))

async function receive(message: ToWorker): Promise<void> {
  if (message.type === 'close') return close()
  const { id, name, args } = message
  try {
    // The main thread's side is typed; this is where the types were lost on the way.
    const answer = answers[name] as (...args: readonly unknown[]) => Promise<unknown>
    post({ type: 'result', id, value: await answer(...args) })
  } catch (thrown) {
    post({ type: 'error', id, error: toErrorData(toError(thrown)) })
  }
}

/** Ends this thread once the browser has ended; the main thread kills what takes too long. */
async function close(): Promise<void> {
  isClosing = true
  try {
    await connection.close()
  } catch (thrown) {
    fail('closing the browser', toError(thrown))
  }
  main.close()
  process.exit(0)
}

// The library throws strings into promises that nobody waits for. Whatever was lost by it, a new connection finds.
process.on('unhandledRejection', (thrown) => lost(toError(thrown)))
process.on('uncaughtException', (error) => lost(toError(error)))

function lost(error: Error): void {
  if (isClosing) post({ type: 'note', message: 'a rejection while closing', detail: error.message })
  else void connection.end('CRASH', `The library failed: ${error.message}`)
}
