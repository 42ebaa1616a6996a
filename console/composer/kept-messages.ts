import type { PendingMessage } from './outbox-queue'

const STORAGE_NAME = 'wagraph.outbox'

/** What a former page of this tab had not heard of when it ended. Each may have been sent: the key tells the server. */
export function keptMessages(storage: Storage): readonly PendingMessage[] {
  const text = storage.getItem(STORAGE_NAME)
  if (text === null) return []
  const problem = { code: 'SEND_UNCERTAIN', message: 'It is not known whether it was sent.' }
  return messagesIn(text).map((message) => ({ ...message, state: 'FAILED', problem }))
}

/** None where it is broken: the page must not end for it. */
function messagesIn(text: string): readonly PendingMessage[] {
  try {
    const kept: unknown = JSON.parse(text)
    return Array.isArray(kept) ? (kept as PendingMessage[]) : []
  } catch {
    return []
  }
}

/** Keeps messages for this tab, over reloads. @throws DOMException where the tab's storage is full or forbidden */
export function keepMessages(storage: Storage, messages: readonly PendingMessage[]): void {
  if (messages.length === 0) storage.removeItem(STORAGE_NAME)
  else storage.setItem(STORAGE_NAME, JSON.stringify(messages))
}
