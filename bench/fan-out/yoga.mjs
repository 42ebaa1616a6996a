/** A peer: graphql-yoga with its own pub/sub, over this project's schema, served by graphql-ws as its documentation does. */
import { useServer } from 'graphql-ws/use/ws'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { WebSocketServer } from 'ws'
import { runPeer } from './peer.mjs'

runPeer(async ({ event }) => {
  const { createPubSub, createSchema, createYoga } = await import('graphql-yoga')
  const typeDefs = await readFile(new URL('../../schema.graphql', import.meta.url), 'utf8')
  const pubSub = createPubSub()
  const subscribe = () => pubSub.subscribe('MESSAGES')
  const resolvers = { Subscription: { messageReceived: { subscribe, resolve: (payload) => payload } } }
  const yoga = createYoga({ schema: createSchema({ typeDefs, resolvers }) })
  const http = createServer(yoga)
  useServer(throughYoga(yoga), new WebSocketServer({ server: http, path: '/graphql' }))
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  return { port: http.address().port, publish: () => pubSub.publish('MESSAGES', event) }
})

/** graphql-ws's options with which operations go through Yoga's plugins. */
const throughYoga = (yoga) => ({
  execute: (args) => args.rootValue.execute(args),
  subscribe: (args) => args.rootValue.subscribe(args),
  onSubscribe: async (context, _id, params) => {
    const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({
      ...context,
      req: context.extra.request,
      socket: context.extra.socket,
      params,
    })
    const args = {
      schema,
      operationName: params.operationName,
      document: parse(params.query),
      variableValues: params.variables,
      contextValue: await contextFactory(),
      rootValue: { execute, subscribe },
    }
    const errors = validate(args.schema, args.document)
    return errors.length > 0 ? errors : args
  },
})
