/** The limit: nothing but `ws`, which sends the same bytes to every socket. */
import { once } from 'node:events'
import { WebSocketServer } from 'ws'
import { runPeer } from './peer.mjs'

runPeer(async ({ text }) => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'graphql-transport-ws' })
  await once(server, 'listening')
  const message = Buffer.from(text)
  const publish = () => {
    for (const socket of server.clients) socket.send(message, { binary: false })
  }
  return { port: server.address().port, publish }
})
