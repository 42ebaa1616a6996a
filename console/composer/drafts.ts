import { useCallback, useSyncExternalStore } from 'react'
import { DraftStore } from './draft-store'

/** The drafts of this browser. */
const store = new DraftStore(
  () => localStorage,
  () => Date.now(),
)

/** Takes up the drafts of the last visit. @throws DOMException where the browser forbids to keep anything */
export const startDrafts = (): void => store.load()

/** Hears of the drafts that other tabs write, send and forget; returns what ends it. */
export function followDrafts(): () => void {
  const hear = (event: StorageEvent) => void (event.storageArea === localStorage && store.heard(event))
  addEventListener('storage', hear)
  return () => removeEventListener('storage', hear)
}

/** How many drafts there are, in whichever tab they were written. */
export const countDrafts = (): number => store.count()

/** Gives the draft of a chat to the one that it has become, unless that has one of its own. */
export const moveDraft = (from: string, to: string): void => store.move(from, to)

/** Forgets all drafts. */
export const clearDrafts = (): void => store.clear()

/** The draft of a chat, empty if there is none, and what changes it: false if it cannot be kept over a reload. */
export function useDraft(chatId: string): [string, (text: string) => boolean] {
  const draft = useSyncExternalStore(store.drafts.subscribe, () => store.drafts.get().get(chatId) ?? '')
  const set = useCallback((text: string) => store.set(chatId, text), [chatId])
  return [draft, set]
}
