/** One subscriber in a process of its own, which notes when each event is there, by its cursor. */
import { WebSocket } from 'ws'

const now = () => Number(process.hrtime.bigint()) / 1e6

function follow({ url, authorization, subscribe }) {
  const socket = new WebSocket(url, 'graphql-transport-ws')
  socket.once('error', (error) => {
    throw error
  })
  socket.once('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } })))
  socket.on('message', (data) => {
    const at = now()
    const message = JSON.parse(data.toString())
    if (message.type === 'ping') socket.send('{"type":"pong"}')
    else if (message.type === 'connection_ack') {
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: subscribe }))
    } else if (message.type === 'next') take(at, message.payload)
    else throw new Error(`a server said ${data.toString()}`)
  })
}

const received = []
let awaited = Infinity

function take(at, { data, errors }) {
  if (errors) throw new Error(JSON.stringify(errors))
  received.push([data.messageReceived.cursor, at])
  if (received.length < awaited) return
  awaited = Infinity
  process.send({ type: 'all', received: received.splice(0) })
}

process.on('message', (message) => {
  if (message.type === 'follow') follow(message)
  if (message.type === 'expect') {
    received.length = 0
    awaited = message.messages
    process.send({ type: 'expecting' })
  }
})
process.on('disconnect', () => process.exit())
