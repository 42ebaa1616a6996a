import { type ClassType, Field, Int, ObjectType } from 'type-graphql'
import type { Page } from '../domain/reads'

@ObjectType({ description: 'Where a page is in its list.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether more follow; ask for them with after: endCursor.' })
  hasNextPage!: boolean

  @Field(() => String, { nullable: true, description: 'The cursor of the last item; null on an empty page.' })
  endCursor!: string | null

  @Field(() => Boolean, { description: 'Whether there are items before this page.' })
  hasPreviousPage!: boolean

  @Field(() => String, { nullable: true, description: 'The cursor of the first item; null on an empty page.' })
  startCursor!: string | null
}

/** What every connection says of its eventCursor. */
const EVENT_CURSOR =
  "Cursor of the workspace's event log as of this page: subscribe with it as `after`, and nothing is missed. What was " +
  'already in the page may come again.'

/** The shape of a page of `Node`; `totalCount` is added where it is cheap. */
export interface ConnectionShape<Node> {
  edges: { cursor: string; node: Node }[]
  nodes: Node[]
  pageInfo: PageInfo
}

/** The Relay connection and edge types of a node type, named after it. */
export function connectionOf<Node extends object>(name: string, node: () => ClassType<Node>) {
  @ObjectType(`${name}Edge`, { description: `A ${name} in a list.` })
  class Edge {
    @Field(() => String, { description: 'Its place in the list, for `after`.' })
    cursor!: string

    @Field(node, { description: `The ${name} itself.` })
    node!: Node
  }

  @ObjectType()
  abstract class Connection implements ConnectionShape<Node> {
    @Field(() => [Edge], { description: 'The page, with a cursor for each item.' })
    edges!: Edge[]

    @Field(() => [node()], { description: 'The page, for those who need no cursors.' })
    nodes!: Node[]

    @Field(() => PageInfo, { description: 'Where this page is in the list.' })
    pageInfo!: PageInfo

    @Field(() => String, { description: EVENT_CURSOR })
    eventCursor!: string
  }
  return Connection
}

/** As connectionOf, with the count of the whole list, which is taken only for those who ask: it reads all of it. */
export function countedConnectionOf<Node extends object>(name: string, node: () => ClassType<Node>) {
  @ObjectType()
  abstract class Connection extends connectionOf(name, node) {
    count!: () => Promise<number>

    @Field(() => Int, { description: 'How many there are in the whole list.' })
    totalCount(): Promise<number> {
      return this.count()
    }
  }
  return Connection
}

/** A page of records as a connection of GraphQL objects. */
export function toConnection<Item, Node>(page: Page<Item>, toNode: (item: Item) => Node): ConnectionShape<Node> {
  const edges = page.items.map(({ cursor, node }) => ({ cursor, node: toNode(node) }))
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: page.hasPreviousPage,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}

/** As toConnection, for a list that can be counted. */
export function toCountedConnection<Connection extends { count: () => Promise<number> }, Item, Node>(
  type: new () => Connection,
  page: Page<Item>,
  toNode: (item: Item) => Node,
  count: () => Promise<number>,
): Connection {
  return Object.assign(new type(), toConnection(page, toNode), { count })
}
