/** A peer: type-graphql with the pub/sub that its documentation names, served by graphql-ws as its documentation does. */
import 'reflect-metadata'
import { createPubSub } from '@graphql-yoga/subscription'
import { useServer } from 'graphql-ws/use/ws'
import { once } from 'node:events'
import { buildSchema, Field, ID, ObjectType, Query, Resolver, Root, Subscription, Arg } from 'type-graphql'
import { WebSocketServer } from 'ws'
import { runPeer } from './peer.mjs'

/** The types that the subscription shows, as `@ObjectType()` and `@Field()` would make them. */
function objectType(name, fields) {
  const type = { [name]: class {} }[name]
  for (const [field, [of, options = {}]] of Object.entries(fields)) Field(of, options)(type.prototype, field)
  ObjectType(name)(type)
  return type
}

const text = [() => String]
const textOrNull = [() => String, { nullable: true }]
const id = [() => ID]
const Chat = objectType('Chat', { id, whatsappId: text, kind: text, name: textOrNull })
const Contact = objectType('Contact', { id, name: textOrNull, phone: textOrNull })
const Media = objectType('Media', { mimeType: text })
const Message = objectType('Message', {
  ...{ id, whatsappId: textOrNull, type: text, body: textOrNull, fromMe: [() => Boolean], sentAt: text },
  ...{ chat: [() => Chat], sender: [() => Contact, { nullable: true }], media: [() => Media, { nullable: true }] },
})
const MessageReceived = objectType('MessageReceived', {
  ...{ cursor: text, occurredAt: text, origin: text, message: [() => Message] },
})

class Messages {
  hello() {
    return 'world'
  }

  messageReceived(event) {
    return event
  }
}
Resolver()(Messages)
Query(() => String)(Messages.prototype, 'hello')
for (const [index, name] of ['sessionId', 'chatId'].entries()) {
  Arg(name, () => ID, { nullable: true })(Messages.prototype, 'messageReceived', index + 1)
}
Arg('after', () => String, { nullable: true })(Messages.prototype, 'messageReceived', 3)
Root()(Messages.prototype, 'messageReceived', 0)
Subscription(() => MessageReceived, { topics: 'MESSAGES' })(Messages.prototype, 'messageReceived')

runPeer(async ({ event }) => {
  const pubSub = createPubSub()
  const schema = await buildSchema({ resolvers: [Messages], pubSub, validate: false })
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', path: '/graphql' })
  useServer({ schema }, server)
  await once(server, 'listening')
  return { port: server.address().port, publish: () => pubSub.publish('MESSAGES', event) }
})
