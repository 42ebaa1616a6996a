import {
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLFormattedError,
} from 'graphql'
import type { Viewer } from '../domain/access'
import { toError } from '../domain/errors'
import { StoreUnavailable } from '../domain/ingest'
import type { EventStreamConnection } from './event-stream-connection'
import { SharedPayload } from './frames'
import type { SharedSubscriptions } from './shared-subscriptions'

/** What is to be executed, for whom. */
export interface StreamedRequest {
  args: ExecutionArgs
  isSubscription: boolean
  viewer: Viewer
  /** What a client may see of an error. */
  format: (error: Error) => GraphQLFormattedError
}

type Results = AsyncIterableIterator<ExecutionResult>

/** An operation whose results go to an event stream. */
export class StreamOperation {
  readonly #connection: EventStreamConnection
  readonly #prefix: Buffer
  readonly #complete: Buffer
  readonly #isDistinct: boolean
  #results: Results | null = null
  #stopped = false

  /** `id` is null where the stream is this operation's alone. */
  constructor(connection: EventStreamConnection, id: string | null) {
    this.#connection = connection
    this.#isDistinct = id === null
    const name = JSON.stringify(id)
    this.#prefix = Buffer.from(`event: next\ndata: ${id === null ? '' : `{"id":${name},"payload":`}`)
    this.#complete = Buffer.from(`event: complete\ndata: ${id === null ? '' : `{"id":${name}}`}\n\n`)
  }

  /** Runs it to its end, which it tells the client unless it was stopped; rejects only by a fault of ours. */
  async run(request: StreamedRequest, subscriptions: SharedSubscriptions): Promise<void> {
    try {
      await this.#execute(request, subscriptions)
    } catch (thrown) {
      const error = toError(thrown)
      // Without an end that it is told of, the client comes back and resumes.
      if (error instanceof StoreUnavailable) return this.#connection.end()
      await this.#send({ errors: [request.format(error)] })
    }
    if (!this.#stopped) this.#connection.write([this.#complete])
    if (this.#isDistinct) this.#connection.end()
  }

  /** Tells the client why it is not run. */
  async refuse(errors: readonly GraphQLFormattedError[]): Promise<void> {
    await this.#send({ errors })
    if (!this.#stopped) this.#connection.write([this.#complete])
    if (this.#isDistinct) this.#connection.end()
  }

  /** Ends it where it is; nothing more is sent of it. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#results?.return?.()
  }

  /** Ends it with this error. */
  async fail(error: GraphQLFormattedError): Promise<void> {
    if (this.#connection.isOpen && !this.#stopped) {
      this.#connection.write([...this.#frame(new SharedPayload({ errors: [error] })), this.#complete])
    }
    await this.stop()
  }

  async #execute({ args, isSubscription, viewer, format }: StreamedRequest, subscriptions: SharedSubscriptions) {
    const connection = this.#connection
    const outlet = {
      send: (payload: SharedPayload) => this.#stopped || connection.write(this.#frame(payload)),
      room: () => connection.room(),
    }
    const results = isSubscription
      ? await subscriptions.subscribe({ args, viewer, outlet, format })
      : await execute(args)
    if (!(Symbol.asyncIterator in results)) return this.#send(formatted(results, format))
    this.#results = results
    if (this.#stopped) await this.stop()
    for await (const result of results) await this.#send(formatted(result, format))
  }

  async #send(result: object): Promise<void> {
    await this.#connection.room()
    if (!this.#stopped) await this.#connection.send(this.#frame(new SharedPayload(result)))
  }

  #frame(payload: SharedPayload): Buffer[] {
    return payload.event(this.#prefix, !this.#isDistinct)
  }
}

const formatted = (result: ExecutionResult, format: (error: GraphQLError) => GraphQLFormattedError): object =>
  result.errors ? { ...result, errors: result.errors.map(format) } : result
