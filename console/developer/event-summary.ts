import type { LiveEvent } from '../api/live-feed'
import { oneLine } from '../messages/one-line'

/** What a line says of its event, in the API's own words. */
interface EventSummary {
  /** `CONNECTING → CONNECTED`, `DELIVERY READ` */
  readonly what: string | null
  /** The chat that it happened in. */
  readonly chat: string | null
  /** What somebody wrote, on one line and not at length. */
  readonly text: string | null
  /** It happened before, and was fetched later. */
  readonly backfill: boolean
}

/** Says an event in one line. */
export function summaryOf(event: LiveEvent): EventSummary {
  const none: EventSummary = { what: null, chat: null, text: null, backfill: false }
  switch (event.__typename) {
    case 'ConnectionStateChanged':
      return { ...none, what: `${event.previousState} → ${event.state}`, text: event.reason }
    case 'MessageReceived': {
      const { message } = event
      const what = message.type === 'TEXT' ? null : message.type
      return { what, chat: message.chat.name, text: short(message.body), backfill: event.origin === 'BACKFILL' }
    }
    case 'MessageUpdated': {
      const { message, change } = event
      const what = [change, change === 'DELIVERY' ? message.deliveryState : null].filter(Boolean).join(' ')
      return { ...none, what, chat: message.chat.name, text: short(message.body) }
    }
    case 'HistoryGap':
      return { ...none, what: event.historyGapReason, chat: event.gapChat?.name ?? null }
    case 'ChatUpdated':
      return { ...none, chat: event.chat.name }
    default:
      return none
  }
}

const short = (text: string | null): string | null => (text === null ? null : oneLine(text))
