import { Kind } from 'graphql'
import type { LiveEvent } from '../api/live-feed'
import { LiveEventsDocument } from '../generated/operations'
import type { LoggedEvent } from './event-log'

/** Which lines are shown. */
export interface EventFilter {
  /** None means all. */
  readonly types: ReadonlySet<string>
  /** Null means all. */
  readonly sessionId: string | null
  /** In the session's name or any text of the event, whatever its case; empty means all. */
  readonly text: string
}

/** The filter that everything passes. */
export const EVERYTHING: EventFilter = { types: new Set(), sessionId: null, text: '' }

/** All types of events that the page asks for: those that its subscription names. */
export const EVENT_TYPES: readonly string[] = LiveEventsDocument.definitions.flatMap((definition) =>
  definition.kind === Kind.OPERATION_DEFINITION
    ? definition.selectionSet.selections.flatMap((field) =>
        field.kind === Kind.FIELD ? (field.selectionSet?.selections ?? []).flatMap(typeOfInlineFragment) : [],
      )
    : [],
)

function typeOfInlineFragment(selection: { kind: Kind; typeCondition?: { name: { value: string } } }): string[] {
  return selection.kind === Kind.INLINE_FRAGMENT && selection.typeCondition ? [selection.typeCondition.name.value] : []
}

/**
 * What tells whether a line is shown. It looks into each line once, however often it is asked: lines come many times a
 * second. A line that says that events are missing is always shown.
 */
export function lineFilter(
  filter: EventFilter,
  sessionName: (sessionId: string) => string,
): (line: LoggedEvent) => boolean {
  const known = new WeakMap<LoggedEvent, boolean>()
  const text = filter.text.trim().toLowerCase()
  return (line) => {
    const before = known.get(line)
    if (before !== undefined) return before
    const shown = line.event === null || matches(line.event)
    known.set(line, shown)
    return shown
  }

  function matches(event: LiveEvent): boolean {
    if (filter.types.size > 0 && !filter.types.has(event.__typename)) return false
    if (filter.sessionId !== null && event.sessionId !== filter.sessionId) return false
    return text === '' || sessionName(event.sessionId).toLowerCase().includes(text) || mentions(event, text)
  }
}

/** Whether a text is in any value below; pictures are no text. */
function mentions(value: unknown, text: string): boolean {
  if (typeof value === 'string') return !value.startsWith('data:') && value.toLowerCase().includes(text)
  return typeof value === 'object' && value !== null && Object.values(value).some((inner) => mentions(inner, text))
}
