import {
  createSourceEventStream,
  type DocumentNode,
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLFormattedError,
  Kind,
  visit,
} from 'graphql'
import type { Viewer } from '../domain/access'
import { LogSource, type Streamed } from '../resolvers/log-source'
import { FeedMember, type Outlet } from './feed-member'
import { SharedPayload } from './frames'
import { SharedFeed } from './shared-feed'

/** A subscription to be executed, and where its payloads go. */
export interface SubscriptionRequest {
  args: ExecutionArgs
  viewer: Viewer
  outlet: Outlet
  /** What a client may see of an error. */
  format: Format
}

type Format = (error: GraphQLError) => GraphQLFormattedError

type Feeds = Map<string, SharedFeed>

/**
 * Runs subscriptions. Those over the event log whose document, operation, variables and rights are the same, and that
 * differ at most in where they begin, share one feed; every other kind of stream is executed for its subscriber alone.
 */
export class SharedSubscriptions {
  /** By document: the same text is the same object, for as long as it is kept. */
  readonly #feeds = new WeakMap<DocumentNode, Feeds>()
  readonly #resumeVariables = new WeakMap<DocumentNode, ReadonlySet<string>>()
  readonly #failedLate: (error: Error) => void

  /** `failedLate` is told of errors for which no subscriber is left. */
  constructor(failedLate: (error: Error) => void) {
    this.#failedLate = failedLate
  }

  /** As graphql-js's `subscribe`; but what comes of the event log is sent to the outlet, and yields nothing here. */
  async subscribe(request: SubscriptionRequest): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
    const { args, outlet } = request
    const source = await createSourceEventStream(args)
    if (!(Symbol.asyncIterator in source)) return source
    if (!(source instanceof LogSource)) return executed(source, args)
    return new FeedMember(source, outlet, () => this.#feed(source, request))
  }

  #feed(source: LogSource, request: SubscriptionRequest): SharedFeed {
    // The feed outlives the subscriber that it was made for, and must not hold its outlet.
    const { args, format } = request
    const { document } = args
    const feeds: Feeds = this.#feeds.get(document) ?? new Map<string, SharedFeed>()
    this.#feeds.set(document, feeds)
    const key = this.#key(source, request)
    const known = feeds.get(key)
    if (known) return known
    const render = (event: Streamed) => rendered(event, args, format)
    const feed = new SharedFeed(source, { render, closed: () => feeds.delete(key), failedLate: this.#failedLate })
    feeds.set(key, feed)
    return feed
  }

  #key(source: LogSource, { args, viewer }: SubscriptionRequest): string {
    const { document, operationName, variableValues } = args
    const resume = this.#resumeVariables.get(document) ?? resumeVariables(document)
    this.#resumeVariables.set(document, resume)
    const variables = Object.entries(variableValues ?? {}).filter(([name]) => !resume.has(name))
    const { keyId: _theirOwn, ...rights } = viewer
    return JSON.stringify([operationName ?? null, source.key, rights, variables])
  }
}

async function rendered(event: Streamed, args: ExecutionArgs, format: Format): Promise<SharedPayload> {
  const result = await execute({ ...args, rootValue: event })
  return new SharedPayload(result.errors ? { ...result, errors: result.errors.map(format) } : result)
}

/** The variables that say nothing but where to begin: the `after` of a subscription's field, and used nowhere else. */
function resumeVariables(document: DocumentNode): ReadonlySet<string> {
  const resume = new Set<string>()
  const others = new Set<string>()
  visit(document, {
    VariableDefinition: () => false, // where it is declared, not used
    Argument(argument, _key, _parent, _path, ancestors) {
      // Document, definitions, operation, its selection set, the selections, the field; then its arguments.
      const operation = ancestors[2]
      const ofRoot = ancestors.length === 6 && isNode(operation) && operation.kind === Kind.OPERATION_DEFINITION
      if (!ofRoot || argument.name.value !== 'after' || argument.value.kind !== Kind.VARIABLE) return undefined
      resume.add(argument.value.name.value)
      return false
    },
    Variable: ({ name }) => void others.add(name.value),
  })
  return new Set([...resume].filter((name) => !others.has(name)))
}

const isNode = <Node extends object>(ancestor: Node | readonly Node[] | undefined): ancestor is Node =>
  ancestor !== undefined && !Array.isArray(ancestor)

/** The results of a stream's payloads; `return()` goes straight to the stream, also while one is awaited. */
function executed(stream: AsyncIterable<unknown>, args: ExecutionArgs): AsyncIterableIterator<ExecutionResult> {
  const payloads: AsyncIterator<unknown> = stream[Symbol.asyncIterator]()
  return {
    async next() {
      const step = await payloads.next()
      if (step.done) return { done: true, value: undefined }
      return { done: false, value: await execute({ ...args, rootValue: step.value }) }
    },
    async return() {
      await payloads.return?.()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
