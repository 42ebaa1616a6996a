/** A peer: mercurius with its own in-memory pub/sub, over this project's schema. */
import fastify from 'fastify'
import { readFile } from 'node:fs/promises'
import { runPeer } from './peer.mjs'

runPeer(async ({ event }) => {
  const { default: mercurius } = await import('mercurius')
  const schema = await readFile(new URL('../../schema.graphql', import.meta.url), 'utf8')
  const subscribe = (_root, _args, { pubsub }) => pubsub.subscribe('MESSAGES')
  const app = fastify()
  await app.register(mercurius, {
    schema,
    resolvers: { Subscription: { messageReceived: { subscribe } } },
    subscription: true,
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const publish = () => app.graphql.pubsub.publish({ topic: 'MESSAGES', payload: { messageReceived: event } })
  return { port: app.server.address().port, publish }
})
