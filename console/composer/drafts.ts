import { useCallback, useSyncExternalStore } from 'react'
import { DraftStore } from './draft-store'

/** The drafts of this browser. */
const store = new DraftStore(
  () => localStorage,
  () => Date.now(),
)

/** All drafts by chat id, oldest first. A row of a list asks useDraft(), and is drawn only when its own changes. */
export const drafts = store.drafts

/** Takes up the drafts of the last visit. @throws DOMException where the browser forbids to keep anything */
export const startDrafts = (): void => store.load()

/** Gives the draft of a chat to the one that it has become, unless that has one of its own. */
export const moveDraft = (from: string, to: string): void => store.move(from, to)

/** Forgets all drafts. */
export const clearDrafts = (): void => store.clear()

/** All drafts by chat id, oldest first; none is empty. */
export function useDrafts(): ReadonlyMap<string, string> {
  return useSyncExternalStore(drafts.subscribe, drafts.get)
}

/** The draft of a chat, empty if there is none, and what changes it: false if it cannot be kept over a reload. */
export function useDraft(chatId: string): [string, (text: string) => boolean] {
  const draft = useSyncExternalStore(drafts.subscribe, () => drafts.get().get(chatId) ?? '')
  const set = useCallback((text: string) => store.set(chatId, text), [chatId])
  return [draft, set]
}
