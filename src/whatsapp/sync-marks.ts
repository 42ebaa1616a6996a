import type { EngineChat } from '../domain/engine'

interface Behind {
  chat: EngineChat
  /** The chat's own mark. */
  mark: Date | null
}

/**
 * Up to when the messages of a session's chats are known to be stored, over all its connections. A chat whose history
 * could not be had keeps its own mark until the next connection has tried it again: nothing is passed over in silence.
 */
export class SyncMarks {
  private behind = new Map<string, Behind>()

  /** `mark` null: no history was ever fetched. */
  constructor(private mark: Date | null) {}

  /** The mark of the chats that are not behind. */
  get session(): Date | null {
    return this.mark
  }

  /** From before this nothing is missing in any chat: what a restart goes on from. */
  get stored(): Date | null {
    const times = [...this.behind.values()].map(({ mark }) => mark)
    if (this.mark === null || times.includes(null)) return null
    return new Date(Math.min(...times.map((time) => Number(time)), this.mark.getTime()))
  }

  of({ whatsappId }: EngineChat): Date | null {
    const own = this.behind.get(whatsappId)
    return own ? own.mark : this.mark
  }

  isBehind({ whatsappId }: EngineChat): boolean {
    return this.behind.has(whatsappId)
  }

  /**
   * A synchronisation that began at `to` has come to its end, but for the chats in `failed`. Those that failed the time
   * before too, or are not in `listed` any more, are given up and returned with the marks that they had.
   */
  advance(to: Date, failed: readonly EngineChat[], listed: readonly EngineChat[]): Behind[] {
    const has = new Set(listed.map(({ whatsappId }) => whatsappId))
    const missing = [...this.behind.values()].map(({ chat }) => chat).filter(({ whatsappId }) => !has.has(whatsappId))
    const all = [...failed, ...missing].map((chat) => ({ chat, mark: this.of(chat) }))
    const givenUp = all.filter(({ chat }) => this.isBehind(chat))
    this.behind = new Map(all.filter((one) => !givenUp.includes(one)).map((one) => [one.chat.whatsappId, one]))
    this.mark = to
    return givenUp
  }

  /** The connection is known to be alive at this time, so what came until then has come. */
  alive(at: Date): void {
    this.mark = at
  }

  /** The login has ended: the next one begins anew. */
  forget(): void {
    this.mark = null
    this.behind.clear()
  }
}
