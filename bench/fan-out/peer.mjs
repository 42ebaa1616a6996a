/** What all peers have in common: they get the event to publish, say where they listen, and publish when told. */
import '../control.mjs'

/**
 * `start` makes the server and resolves to `{ port, publish }`.
 *
 * @param {(sample: { text: string, event: object }) => Promise<{ port: number, publish: () => void }>} start
 */
export function runPeer(start) {
  let publish = () => undefined
  process.on('message', async (message) => {
    if (message.type === 'publish') publish()
    if (message.type !== 'start') return
    const server = await start(message.sample)
    publish = server.publish
    process.send({ type: 'listening', port: server.port })
  })
  process.on('disconnect', () => process.exit())
}
