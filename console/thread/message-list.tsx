import { useTranslation } from 'react-i18next'
import { Virtualizer } from 'virtua'
import type { ChatFieldsFragment } from '../generated/operations'
import type { Gap } from './gaps'
import style from './message-list.module.css'
import { MessageRow } from './message-row'
import { PendingRow } from './pending-row'
import { gapsAfter, isPending, placeOf, type Row } from './row-place'
import { GapSeparator } from './separators'
import type { FocusedRow } from './use-focused-row'
import type { ThreadScroll } from './use-thread-scroll'

interface MessageListProps {
  chat: ChatFieldsFragment
  /** Oldest first. */
  rows: readonly Row[]
  gaps: readonly Gap[]
  firstUnreadId: string | null
  /** Of which long messages all is shown. */
  unfolded: ReadonlySet<string>
  isLoading: boolean
  scroll: ThreadScroll
  focused: FocusedRow
}

/** The messages, oldest at the top: only those in view, and the one that has the focus, are in the document. */
export function MessageList({ chat, rows, gaps, scroll, focused, isLoading, ...shown }: MessageListProps) {
  const { t } = useTranslation('thread')
  const { handle, shift, scroller, onScroll } = scroll
  return (
    <div
      ref={scroller}
      className={style.scroller}
      role="feed"
      aria-label={t('messages')}
      aria-busy={isLoading}
      data-testid="messages"
      onKeyDown={focused.onKeyDown}
      onFocus={focused.onFocus}
    >
      <div className={style.above} />
      <Virtualizer
        ref={handle}
        data={rows}
        shift={shift}
        onScroll={onScroll}
        keepMounted={focused.activeIndex === -1 ? [] : [focused.activeIndex]}
      >
        {(row, index) => (
          <ListRow key={isPending(row) ? row.key : row.id} {...{ chat, rows, gaps, focused, row, index, ...shown }} />
        )}
      </Virtualizer>
    </div>
  )
}

interface ListRowProps extends Omit<MessageListProps, 'scroll' | 'isLoading'> {
  row: Row
  index: number
}

/** A row, and what comes after the last. */
function ListRow({ chat, rows, gaps, row, index, firstUnreadId, unfolded, focused }: ListRowProps) {
  const isLast = index === rows.length - 1
  return (
    <div className={`${style.row} ${isLast ? style.last : ''}`}>
      {isPending(row) ? (
        <PendingRow pending={row} chatName={chat.name} onAnswered={focused.toNewest} />
      ) : (
        <MessageRow
          message={row}
          chatName={chat.name}
          isGroup={chat.kind !== 'PRIVATE'}
          {...placeOf(rows[index - 1], row, gaps)}
          isFirstUnread={row.id === firstUnreadId}
          isUnfolded={unfolded.has(row.id)}
          isHighlighted={row.id === focused.highlightedId}
          isActive={index === focused.activeIndex}
        />
      )}
      {isLast && gapsAfter(row, gaps).map((gap) => <GapSeparator key={gap.cursor} gap={gap} />)}
    </div>
  )
}
