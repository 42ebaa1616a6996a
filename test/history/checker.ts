import { checkMessages } from './check-messages'
import { checkUnread } from './check-chats'
import { checkLog, checkSubscriber } from './check-subscribers'
import type { History, Violation } from './history'

/**
 * Everything in a history that breaks a promise of the server's; empty for a good one. Pure, so that hand-made
 * histories can prove that it finds what it is there to find.
 */
export function check(history: History): Violation[] {
  return [
    ...checkLog(history),
    ...checkUnread(history),
    ...checkMessages(history),
    ...history.subscribers.flatMap((subscriber) => checkSubscriber(subscriber, history)),
    ...(history.unrest === null ? [] : [{ kind: 'never quiet', detail: history.unrest } as const]),
  ]
}

/** The violations for people: a few of each kind, and how many there are. */
export function report(violations: readonly Violation[]): string {
  const kinds = [...new Set(violations.map(({ kind }) => kind))]
  return kinds
    .map((kind) => {
      const details = violations.filter((violation) => violation.kind === kind).map(({ detail }) => detail)
      return [`${kind} (${details.length}):`, ...details.slice(0, 8).map((detail) => `  ${detail}`)].join('\n')
    })
    .join('\n')
}
