import { createContext, useContext } from 'react'
import type { MessageFieldsFragment } from '../generated/operations'

/** What can be done from within a message. */
export interface ThreadActions {
  /** Opens the message's menu at an element of its row. */
  readonly openMenu: (message: MessageFieldsFragment, at: Element) => void
  /** Puts an emoji on a message; the same again takes it back. */
  readonly react: (message: MessageFieldsFragment, emoji: string) => void
  /** Shows a message of the thread, and gives it the focus. */
  readonly jumpTo: (messageId: string) => void
  /** Shows all of a long text. */
  readonly unfold: (messageId: string) => void
}

/** Given by the thread. */
export const ThreadActionsContext = createContext<ThreadActions | null>(null)

/** Throws outside of a thread. */
export function useThreadActions(): ThreadActions {
  const actions = useContext(ThreadActionsContext)
  if (actions === null) throw new Error('useThreadActions() needs a thread above it')
  return actions
}

/** Whether the message around is the one that Tab leads to: only its links and buttons are on Tab's way. */
export const ActiveRowContext = createContext(false)

/** The tab index of a link or a button within a message. */
export function useRowTabIndex(): 0 | -1 {
  return useContext(ActiveRowContext) ? 0 : -1
}
