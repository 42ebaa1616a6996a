import { useCallback, useEffect, useMemo, useState } from 'react'
import type { LiveList } from '../api/live-list'
import { useAction } from '../api/use-action'
import { begunReply, keepReply } from '../composer/replies'
import { type MessageFieldsFragment, ReactDocument, RevokeDocument } from '../generated/operations'
import { useCopy } from '../ui/use-copy'
import type { MenuChoices, MenuTarget } from './message-menu'

/** What the composer is to do with a message. */
interface Composing {
  readonly kind: 'REPLY' | 'EDIT'
  readonly message: MessageFieldsFragment
}

/** What the browser does not let the page copy, and of which message it is. */
interface CopiedByHand {
  readonly message: MessageFieldsFragment
  readonly text: string
}

/** What is being done with messages, and what begins and ends it. */
export interface MessageActions {
  readonly composing: Composing | null
  readonly menu: MenuTarget | null
  /** Asked about before it is deleted. */
  readonly deleting: MessageFieldsFragment | null
  readonly copying: CopiedByHand | null
  readonly choices: MenuChoices
  readonly openMenu: (message: MessageFieldsFragment, at: Element) => void
  readonly closeMenu: () => void
  readonly stopComposing: () => void
  readonly stopDeleting: () => void
  readonly stopCopying: () => void
  readonly deleteNow: () => void
  readonly react: (message: MessageFieldsFragment, emoji: string) => void
}

/** @param list - takes what mutations give back, before the events do */
export function useMessageActions(chatId: string, list: LiveList<MessageFieldsFragment>): MessageActions {
  const [composing, setComposing] = useComposing(chatId)
  const [menu, setMenu] = useState<MenuTarget | null>(null)
  const [deleting, setDeleting] = useState<MessageFieldsFragment | null>(null)
  const [copying, setCopying] = useState<CopiedByHand | null>(null)
  const { run: revoke } = useAction(RevokeDocument)
  const react = useReact(list)
  const copy = useCopy()

  const choices = useMemo<MenuChoices>(
    () => ({
      onReply: (message) => setComposing({ kind: 'REPLY', message }),
      onEdit: (message) => setComposing({ kind: 'EDIT', message }),
      onDelete: setDeleting,
      onReact: react,
      onCopy: (message, text) => void copy(text).then((copied) => copied || setCopying({ message, text })),
    }),
    [setComposing, react, copy],
  )

  async function deleteNow(messageId: string): Promise<void> {
    const data = await revoke({ messageId })
    if (data !== null) list.upsert([data.revokeMessage.message])
  }

  return {
    composing,
    menu,
    deleting,
    copying,
    choices,
    react,
    openMenu: useCallback((message, at) => setMenu({ message, at, openedAt: Date.now() }), []),
    closeMenu: () => setMenu(null),
    stopComposing: useCallback(() => setComposing(null), [setComposing]),
    stopDeleting: () => setDeleting(null),
    stopCopying: () => setCopying(null),
    deleteNow: () => void (deleting && deleteNow(deleting.id)),
  }
}

/** What is composed; a reply that was begun in this chat before goes on. */
function useComposing(chatId: string): [Composing | null, (composing: Composing | null) => void] {
  const [composing, setComposing] = useState<Composing | null>(() => {
    const message = begunReply(chatId)
    return message && { kind: 'REPLY', message }
  })
  useEffect(() => {
    if (composing?.kind !== 'EDIT') keepReply(chatId, composing?.message ?? null)
  }, [chatId, composing])
  return [composing, setComposing]
}

/** Puts an emoji on a message, or takes it back where it is the account's own already. */
function useReact(list: LiveList<MessageFieldsFragment>): (message: MessageFieldsFragment, emoji: string) => void {
  const { run } = useAction(ReactDocument)
  return useCallback(
    (message, emoji) => {
      const isOwn = message.reactions.some((reaction) => reaction.fromMe && reaction.emoji === emoji)
      void run({ messageId: message.id, emoji: isOwn ? '' : emoji }).then((data) => {
        if (data !== null) list.upsert([data.reactToMessage.message])
      })
    },
    [run, list],
  )
}
