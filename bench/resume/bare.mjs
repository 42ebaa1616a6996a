/** The limit: reads the same pages of the log with the driver alone, and sends as many bytes with `ws` alone. */
import '../control.mjs'
import { once } from 'node:events'
import { WebSocketServer } from 'ws'
import { connect } from '../queries/data.mjs'

/** As many events as wagraph reads at once. */
const PAGE = 200
/** Bytes that may wait in a socket. */
const WAITING = 1_000_000

const PAGE_QUERY = 'SELECT * FROM events WHERE sessionId = ? AND seq > ? ORDER BY seq LIMIT ?'

async function replay(connection, socket, { session, text }) {
  for (let seq = 0; ;) {
    const events = await connection.execute(PAGE_QUERY, [session, seq, PAGE])
    if (events.length === 0) return
    for (const event of events) {
      seq = event.seq
      const sent = new Promise((resolve) => socket.send(text, resolve))
      if (socket.bufferedAmount > WAITING) await sent
    }
  }
}

process.on('message', async (message) => {
  if (message.type !== 'start') return
  const connection = await connect(message.databaseUrl)
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'graphql-transport-ws' })
  server.on('connection', (socket) => void replay(connection, socket, message))
  await once(server, 'listening')
  process.send({ type: 'listening', port: server.address().port })
})
process.on('disconnect', () => process.exit())
