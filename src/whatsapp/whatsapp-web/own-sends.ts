import { EngineCallTimeout } from '../../domain/engine'
import type { PageEvent } from './page-events'
import { keyOf } from './raw-data'
import { withLimit } from './time-limit'

/** Ids of own sends that are remembered: the page announces a message at once or never. */
const REMEMBERED = 1_000

/**
 * Tells own sends from what the phone sent. The page announces both alike, and may announce a message before the call
 * that sent it has returned its id; so events of own messages wait while a send is under way, and then follow its
 * result. Sends go one after another, so that they keep their order and the wait has an end.
 */
export class OwnSends {
  #isSending = false
  #held: PageEvent[] = []
  #last: Promise<void> = Promise.resolve()
  readonly #sent = new Set<string>()

  constructor(
    readonly release: (event: PageEvent) => void,
    /** Of one send, and of its wait for those before it, ms. */
    readonly limitMs: number,
  ) {}

  /** Lets the event through, holds it back, or drops it as the echo of an own send. */
  take(event: PageEvent): void {
    const key = 'raw' in event && event.kind !== 'reaction' ? keyOf(event.raw.id)?.key : undefined
    if (!key?.fromMe) return this.release(event)
    if (this.#isSending || this.#held.length > 0) this.#held.push(event)
    else this.#takeOwn(event, key.stanzaId)
  }

  /** Runs a send after those before it. One that waited longer than the limit is not sent any more, but rejects. */
  send<T extends { stanzaId: string }>(work: () => Promise<T>): Promise<T> {
    const since = Date.now()
    const result = this.#last.then(() => this.#run(work, since))
    this.#last = result.then(
      () => this.#letGo(),
      () => this.#letGo(),
    )
    return result
  }

  async #run<T extends { stanzaId: string }>(work: () => Promise<T>, since: number): Promise<T> {
    if (Date.now() - since >= this.limitMs) throw new EngineCallTimeout('the send waited too long, and was not sent')
    this.#isSending = true
    const sent = await withLimit(work(), this.limitMs, 'sendText')
    this.#sent.add(sent.stanzaId)
    const [oldest] = this.#sent
    if (this.#sent.size > REMEMBERED && oldest !== undefined) this.#sent.delete(oldest)
    return sent
  }

  /** A macrotask after the result, so that whoever waits for it knows the id before its acks come. */
  async #letGo(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve))
    this.#isSending = false
    const held = this.#held
    this.#held = []
    for (const event of held) this.take(event)
  }

  #takeOwn(event: PageEvent, stanzaId: string): void {
    if (event.kind !== 'message' || !this.#sent.has(stanzaId)) this.release(event)
  }
}
