import { ChevronDown } from 'lucide-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { problemOfFailure } from '../api/problem'
import { useProblemText } from '../api/use-problem-text'
import type { MessageFieldsFragment } from '../generated/operations'
import { useFormat } from '../i18n/format'
import { useSummary } from '../messages/kinds'
import { Ticks } from '../messages/ticks'
import { hueOf } from '../ui/avatar'
import hues from '../ui/avatar.module.css'
import type { Gap } from './gaps'
import { MessageBody } from './message-body'
import style from './message-row.module.css'
import { Quoted } from './quoted'
import { Reactions } from './reactions'
import { DaySeparator, GapSeparator, UnreadSeparator } from './separators'
import { ActiveRowContext, useThreadActions } from './thread-actions'
import { useSenderName } from './use-sender-name'

interface MessageRowProps {
  message: MessageFieldsFragment
  chatName: string
  /** Whether who wrote it has to be said: in groups. */
  isGroup: boolean
  beginsDay: boolean
  beginsGroup: boolean
  gap: Gap | null
  isFirstUnread: boolean
  isUnfolded: boolean
  isHighlighted: boolean
  /** The one that Tab leads to; arrow keys make others active. */
  isActive: boolean
}

/** A message with what stands before it. It is drawn anew only when one of its properties is another. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { message, beginsDay, gap, isFirstUnread, isHighlighted, isActive } = props
  const { openMenu } = useThreadActions()
  const { id } = message
  const isNotice = message.type === 'SYSTEM' && message.revokedAt === null
  return (
    <ActiveRowContext value={isActive}>
      <article
        id={id}
        tabIndex={isActive ? 0 : -1}
        className={style.article}
        data-highlighted={isHighlighted}
        data-testid="message"
        aria-labelledby={isNotice ? `${id}-content ${id}-meta` : `${id}-sender ${id}-content ${id}-meta`}
        onKeyDown={(event) => opensMenu(event) && openMenu(message, event.currentTarget)}
      >
        {gap && <GapSeparator gap={gap} />}
        {beginsDay && <DaySeparator at={message.sentAt} />}
        {isFirstUnread && <UnreadSeparator />}
        {isNotice ? <Notice message={message} /> : <Bubble {...props} />}
      </article>
    </ActiveRowContext>
  )
})

/** What WhatsApp itself says. */
function Notice({ message }: { message: MessageFieldsFragment }) {
  const summarise = useSummary()
  const format = useFormat()
  const { id, sentAt } = message
  return (
    <p className={style.notice}>
      <span id={`${id}-content`} dir="auto">
        {summarise(message)}
      </span>{' '}
      <time id={`${id}-meta`} dateTime={sentAt} title={format.full(sentAt)}>
        {format.time(sentAt)}
      </time>
    </p>
  )
}

function Bubble({ message, chatName, isGroup, beginsGroup, isUnfolded }: MessageRowProps) {
  const { id, type, fromMe, quoted, reactions, failure, revokedAt } = message
  const openMenu = useOpenMenu(message)
  const isPlain = revokedAt !== null || (type === 'TEXT' && quoted === null && failure === null)
  return (
    <div className={`${style.row} ${fromMe ? style.own : style.other} ${beginsGroup ? style.begins : ''}`}>
      <div className={style.column}>
        <div className={style.bubble} onContextMenu={(event) => isLongPress(event) && openMenu(event.currentTarget)}>
          <Sender message={message} chatName={chatName} isShown={isGroup && !fromMe && beginsGroup} />
          <div className={isPlain ? style.plain : ''}>
            <div id={`${id}-content`} className={style.content}>
              {quoted && revokedAt === null && <Quoted message={quoted} chatName={chatName} />}
              <MessageBody message={message} isUnfolded={isUnfolded} />
            </div>
            <Meta message={message} />
          </div>
          <MenuButton message={message} />
        </div>
        {reactions.length > 0 && <Reactions message={message} />}
      </div>
    </div>
  )
}

/** Who wrote it; where the bubble's side says it, only for those who do not see it. */
function Sender({
  message,
  chatName,
  isShown,
}: {
  message: MessageFieldsFragment
  chatName: string
  isShown: boolean
}) {
  const nameOf = useSenderName()
  const hue = hues[`hue${hueOf(message.sender?.id ?? '')}`]
  return (
    <bdi id={`${message.id}-sender`} className={isShown ? `${style.sender} ${hue}` : 'visually-hidden'}>
      {nameOf(message, chatName)}
    </bdi>
  )
}

function Meta({ message }: { message: MessageFieldsFragment }) {
  const { t } = useTranslation('thread')
  const format = useFormat()
  const explain = useProblemText()
  const { id, sentAt, editedAt, revokedAt, fromMe, deliveryState } = message
  const failure = message.failure === null ? null : explain(problemOfFailure(message.failure))
  return (
    <div id={`${id}-meta`} className={style.meta}>
      {editedAt !== null && revokedAt === null && <span title={format.full(editedAt)}>{t('edited')}</span>}
      <time dateTime={sentAt} title={format.full(sentAt)}>
        {format.time(sentAt)}
      </time>
      {fromMe && deliveryState !== null && revokedAt === null && <Ticks state={deliveryState} failure={failure} />}
      {failure !== null && <span className={style.failure}>{failure}</span>}
    </div>
  )
}

/**
 * For pointers; keys open the menu from the row itself. It needs nothing that React Aria's button does more, which took
 * an eighth of the time to draw a row.
 */
function MenuButton({ message }: { message: MessageFieldsFragment }) {
  const { t } = useTranslation('thread')
  const open = useOpenMenu(message)
  return (
    <button
      type="button"
      className={style.menu}
      tabIndex={-1}
      aria-label={t('menu.open')}
      onClick={({ currentTarget }) => open(currentTarget)}
    >
      <ChevronDown size={16} aria-hidden="true" />
    </button>
  )
}

/** Opens the menu at an element of the row; the focus comes back to the row when it is closed. */
function useOpenMenu(message: MessageFieldsFragment): (at: Element) => void {
  const { openMenu } = useThreadActions()
  return (at) => {
    document.getElementById(message.id)?.focus({ preventScroll: true })
    openMenu(message, at)
  }
}

/** Whether a finger asks for the menu. The browser's own is for mice, and for links. */
function isLongPress(event: React.MouseEvent): boolean {
  const { target, nativeEvent } = event
  const asks =
    nativeEvent instanceof PointerEvent &&
    nativeEvent.pointerType === 'touch' &&
    target instanceof Element &&
    target.closest('a') === null
  if (asks) event.preventDefault()
  return asks
}

/** Whether a key on the row itself, not on something within it, asks for its menu. */
function opensMenu(event: React.KeyboardEvent): boolean {
  if (event.target !== event.currentTarget) return false
  const asks = event.key === 'Enter' || event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)
  if (asks) event.preventDefault()
  return asks
}
