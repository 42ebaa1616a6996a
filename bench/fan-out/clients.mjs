/** The subscribers: sockets in a process of their own, which count what they receive and do no more. */
import { randomUUID } from 'node:crypto'
import { WebSocket } from 'ws'

const sockets = []
let received = 0
/** How many messages to tell the parent of, once they are there. */
let awaited = Infinity
let sample = null

process.on('message', async (message) => {
  if (message.type === 'connect') {
    // In small groups: a listening socket's backlog is finite.
    for (let made = 0; made < message.count; made += 50) {
      const group = Array.from({ length: Math.min(50, message.count - made) }, () => connect(message))
      sockets.push(...(await Promise.all(group)))
    }
    process.send({ type: 'connected' })
  }
  if (message.type === 'expect') {
    awaited = received + message.messages
    process.send({ type: 'expecting' })
  }
  if (message.type === 'count') process.send({ type: 'counted', received, sample })
})
process.on('disconnect', () => process.exit())

function connect({ url, authorization, subscribe }) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, 'graphql-transport-ws', { skipUTF8Validation: true })
    socket.once('error', reject)
    socket.once('close', (code, reason) => reject(new Error(`closed: ${code} ${reason}`)))
    socket.once('open', () => {
      socket.on('message', take)
      if (subscribe === null) return resolve(socket)
      socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } }))
    })
    const take = (data) => {
      if (subscribe !== null && data.length < 60) {
        const { type } = JSON.parse(data.toString())
        if (type === 'ping') return socket.send('{"type":"pong"}')
        if (type !== 'connection_ack') throw new Error(`a server said ${data}`)
        socket.send(JSON.stringify({ id: randomUUID(), type: 'subscribe', payload: subscribe }))
        return resolve(socket)
      }
      sample ??= data.toString()
      received += 1
      if (received >= awaited) {
        awaited = Infinity
        process.send({ type: 'all' })
      }
    }
  })
}
