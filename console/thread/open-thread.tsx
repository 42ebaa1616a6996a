import { type KeyboardEvent, useEffect, useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Composer } from '../composer/composer'
import type { ChatFieldsFragment, SessionFieldsFragment } from '../generated/operations'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { CopyByHand } from '../ui/copy-by-hand'
import { MessageMenu } from './message-menu'
import { Messages } from './messages'
import style from './thread.module.css'
import { ThreadHeader } from './thread-header'
import { useMessages } from './use-messages'
import { useMessageActions } from './use-message-actions'

/** Two frames, in milliseconds. */
const AFTER_DIALOG_MS = 34

interface OpenThreadProps {
  session: SessionFieldsFragment
  chat: ChatFieldsFragment
  /** Told the chat where a mutation gives it back. */
  onChat: (chat: ChatFieldsFragment) => void
}

/** The thread of a chat that is there. */
export function OpenThread({ session, chat, onChat }: OpenThreadProps) {
  const { t } = useTranslation('thread')
  const headingId = useId()
  const messages = useMessages(chat.id)
  const actions = useMessageActions(chat.id, messages.list)
  const { composing, menu, deleting, copying } = actions

  useRowFocusAfter(deleting?.id ?? copying?.message.id ?? null)

  function onKeyDown(event: KeyboardEvent): void {
    // Menus and dialogs are outside of the section in the document, but within it for React.
    const isInside = event.target instanceof Node && event.currentTarget.contains(event.target)
    if (event.key === 'Escape' && isInside && composing !== null) actions.stopComposing()
  }

  return (
    <section className={style.thread} aria-labelledby={headingId} onKeyDown={onKeyDown}>
      <ThreadHeader chat={chat} headingId={headingId} />
      <Messages session={session} chat={chat} messages={messages} actions={actions} onChat={onChat} />
      <Composer
        session={session}
        chat={chat}
        replyTo={composing?.kind === 'REPLY' ? composing.message : null}
        editing={composing?.kind === 'EDIT' ? composing.message : null}
        onDone={actions.stopComposing}
      />
      {menu && (
        <MessageMenu
          target={menu}
          isConnected={session.state === 'CONNECTED'}
          choices={actions.choices}
          onClose={actions.closeMenu}
        />
      )}
      <ConfirmDialog
        isOpen={deleting !== null}
        title={t('delete.title')}
        text={t('delete.text')}
        confirm={t('delete.confirm')}
        cancel={t('cancel')}
        onConfirm={actions.deleteNow}
        onClose={actions.stopDeleting}
      />
      {copying && <CopyByHand text={copying.text} onClose={actions.stopCopying} />}
    </section>
  )
}

/**
 * Gives the focus back to a message when the dialog about it is closed. The dialog cannot: the menu item that had the
 * focus before it is gone.
 */
function useRowFocusAfter(messageId: string | null): void {
  const before = useRef<string | null>(null)
  useEffect(() => {
    const asked = before.current
    before.current = messageId
    if (asked === null || messageId !== null) return
    // After the dialog's own attempt, which is in the next frame.
    const timer = setTimeout(() => {
      const { activeElement } = document
      if (activeElement === null || activeElement === document.body) document.getElementById(asked)?.focus()
    }, AFTER_DIALOG_MS)
    return () => clearTimeout(timer)
  }, [messageId])
}
