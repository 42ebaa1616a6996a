import type { Reaction } from './generated/mysql/client'
import type { Statements } from './statements'
import { anyOf } from './table'
import { CONTACTS, REACTIONS } from './tables'

/** The reactions to the messages that a group's items react to: one of each person, under whatever id they reacted. */
export class Reactions {
  private readonly byMessage = new Map<string, Map<string, Reaction>>()
  private readonly mergedInto = new Map<string, string>()
  private readonly put = new Set<Reaction>()
  private readonly gone = new Set<Reaction>()

  /** Reads the reactions to these messages, and which of their senders are aliases of another contact by now. */
  static async load(sql: Statements, messageIds: readonly string[]): Promise<Reactions> {
    const reactions = new Reactions()
    if (messageIds.length === 0) return reactions
    const rows = await REACTIONS.select(sql, `messageId IN ${anyOf(messageIds)}`, messageIds)
    for (const row of rows) reactions.of(row.messageId).set(row.sender, row)
    await reactions.loadAliases(sql, new Set(rows.map((row) => row.sender)))
    return reactions
  }

  /** Takes a reaction, or takes it back where the emoji is empty; false if that is no news. */
  take(reaction: Reaction, merged: (contactId: string) => string | null): boolean {
    const reactions = this.of(reaction.messageId)
    const before = [...reactions.values()].filter((row) => this.person(row.sender, merged) === reaction.sender)
    if (before.some((row) => row.at > reaction.at)) return false
    if (before.length === 1 && before[0]?.emoji === reaction.emoji) return false
    if (before.length === 0 && reaction.emoji === '') return false
    for (const row of before) {
      reactions.delete(row.sender)
      if (!this.put.delete(row)) this.gone.add(row)
    }
    if (reaction.emoji === '') return true
    reactions.set(reaction.sender, reaction)
    this.put.add(reaction)
    return true
  }

  async write(sql: Statements): Promise<void> {
    const gone = [...this.gone].map(({ messageId, sender }) =>
      sql.run('DELETE FROM reactions WHERE messageId = ? AND sender = ?', [messageId, sender]),
    )
    await Promise.all([...gone, REACTIONS.insert(sql, this.put)])
  }

  private of(messageId: string): Map<string, Reaction> {
    const known = this.byMessage.get(messageId)
    if (known) return known
    const none = new Map<string, Reaction>()
    this.byMessage.set(messageId, none)
    return none
  }

  /** The contact that a sender is now; `merged` knows what this group itself has merged. */
  private person(sender: string, merged: (contactId: string) => string | null): string {
    const next = merged(sender) ?? this.mergedInto.get(sender)
    return next === undefined ? sender : this.person(next, merged)
  }

  private async loadAliases(sql: Statements, senders: ReadonlySet<string>): Promise<void> {
    if (senders.size === 0) return
    const merged = `id IN ${anyOf([...senders])} AND mergedInto IS NOT NULL`
    const rows = await CONTACTS.select(sql, merged, [...senders])
    const next = new Set<string>()
    for (const { id, mergedInto } of rows) {
      if (mergedInto === null) continue
      this.mergedInto.set(id, mergedInto)
      if (!this.mergedInto.has(mergedInto)) next.add(mergedInto)
    }
    await this.loadAliases(sql, next)
  }
}
