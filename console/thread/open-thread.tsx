import { type KeyboardEvent, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Composer } from '../composer/composer'
import type { ChatFieldsFragment, SessionFieldsFragment } from '../generated/operations'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { MessageMenu } from './message-menu'
import { Messages } from './messages'
import style from './thread.module.css'
import { ThreadHeader } from './thread-header'
import { useMessages } from './use-messages'
import { useMessageActions } from './use-message-actions'

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
  const actions = useMessageActions(messages.list)
  const { composing, menu, deleting } = actions

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
    </section>
  )
}
