import { GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql'
import { GraphQLDateTime } from 'graphql-scalars'
import { type AuthCheckerFn, buildSchema, type NonEmptyArray } from 'type-graphql'

/** What GraphiQL greets people with. */
const DESCRIPTION =
  'WhatsApp as a graph. startSession shows a QR code; scan it, and chats, contacts and messages are here to query. ' +
  'messageReceived, messageUpdated and connectionStateChanged push what happens: keep the newest cursor, and resume ' +
  'with `after: cursor` without a gap. Everything belongs to the workspace of the API key. No phone at hand? ' +
  'startSession with engine SIMULATED, then simulateLogin and simulateMessages.'

/** A class of resolvers, by which type-graphql asks for its object. */
export type ResolverClass = new (...args: never[]) => object

/** The executable schema of resolver objects that main.ts has made; `check` decides on each field's scopes. */
export async function build(resolvers: readonly object[], check: AuthCheckerFn<never, never>): Promise<GraphQLSchema> {
  const byClass = new Map<unknown, object>(resolvers.map((resolver) => [resolver.constructor, resolver]))
  const schema = await buildSchema({
    resolvers: [...byClass.keys()] as unknown as NonEmptyArray<ResolverClass>,
    container: { get: (type) => byClass.get(type) },
    // Wrapped: type-graphql takes a plain function for a class to ask the container for.
    authChecker: (data, scopes) => check(data as never, scopes as never),
    scalarsMap: [{ type: Date, scalar: GraphQLDateTime }],
    // type-graphql wants one; every subscription here reads the event log by its own `subscribe`.
    pubSub: { publish: unused, subscribe: unused },
    // Inputs are checked in src/resolvers/validation.ts, where each error names its field.
    validate: false,
  })
  return new GraphQLSchema({ ...schema.toConfig(), description: DESCRIPTION })
}

function unused(): never {
  throw new Error('subscriptions read the event log, not topics')
}

/** The schema as schema.graphql has it: sorted, so that its history shows changes and nothing else. */
export const print = (schema: GraphQLSchema): string => `${printSchema(lexicographicSortSchema(schema))}\n`
