/** One subscriber in a process of its own, which counts what it receives and does no more. */
import { WebSocket } from 'ws'

const ACKNOWLEDGED = '{"type":"connection_ack"'

/** Resolves to what was received, how long it took from the subscription on, and the first event. */
function receive({ url, authorization, subscribe, messages }) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, 'graphql-transport-ws', { skipUTF8Validation: true })
    let received = 0
    let bytes = 0
    let sample = null
    let began = process.hrtime.bigint()
    socket.once('error', reject)
    socket.once('close', (code, reason) => reject(new Error(`closed: ${code} ${reason}`)))
    socket.once('open', () => {
      if (subscribe) socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } }))
    })
    socket.on('message', (data) => {
      if (subscribe && data.length < 60) {
        const text = data.toString()
        if (text === '{"type":"ping"}') return socket.send('{"type":"pong"}')
        if (!text.startsWith(ACKNOWLEDGED)) return reject(new Error(`a server said ${text}`))
        began = process.hrtime.bigint()
        return socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: subscribe }))
      }
      sample ??= data.toString()
      received += 1
      bytes += data.length
      if (received < messages) return undefined
      socket.removeAllListeners('close').terminate()
      return resolve({ seconds: Number(process.hrtime.bigint() - began) / 1e9, bytes, sample })
    })
  })
}

process.on('message', async (message) => {
  if (message.type === 'receive') process.send({ type: 'received', ...(await receive(message)) })
})
process.on('disconnect', () => process.exit())
