import { ArrowDown } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { MessageFieldsFragment } from '../generated/operations'
import { oneLine } from '../messages/one-line'
import { useSummary } from '../messages/kinds'
import { useSpaced } from '../ui/use-spaced'
import { isPending, type Row, rowId } from './row-place'
import style from './new-messages.module.css'
import { useSenderName } from './use-sender-name'

/** How far apart announcements are, in milliseconds: they must not talk over everything else. */
const PAUSE_MS = 3000

interface NewMessagesProps {
  rows: readonly Row[]
  chatName: string
  /** The newest message when the end was left; null at the end. */
  leftAt: string | null
  toEnd: () => void
}

/**
 * While the thread is scrolled up: how many messages have come since, and the way to them. Screen readers are told that,
 * and at the end what comes.
 */
export function NewMessages({ rows, chatName, leftAt, toEnd }: NewMessagesProps) {
  const { t } = useTranslation('thread')
  const count = leftAt === null ? 0 : countSince(rows, leftAt)
  const text = count === 0 ? '' : t('new', { count })
  const newest = useNewest(rows, chatName)
  const announced = useSpaced(useSaid(leftAt === null ? newest : { key: text, text }), PAUSE_MS)
  return (
    <>
      <div className="visually-hidden" role="status" data-testid="thread-announcer">
        {/* A new element each time: the same sentence again would be no change, and not be said. */}
        <span key={announced.key}>{announced.text}</span>
      </div>
      {leftAt !== null && (
        <div className={style.place}>
          <Button className={style.button ?? ''} aria-label={text || t('toEnd')} onPress={toEnd}>
            {text}
            <ArrowDown size={18} aria-hidden="true" />
          </Button>
        </div>
      )}
    </>
  )
}

/** Something to announce; with another key it is said although the words are the same. */
interface Said {
  readonly key: string
  readonly text: string
}

const useSaid = ({ key, text }: Said): Said => useMemo(() => ({ key, text }), [key, text])

/** The newest message in words, if somebody else wrote it since the thread is shown. */
function useNewest(rows: readonly Row[], chatName: string): Said {
  const nameOf = useSenderName()
  const summarise = useSummary()
  const newest = rows.findLast((row): row is MessageFieldsFragment => !isPending(row))
  const [first] = useState(newest)
  if (newest === undefined || newest.fromMe || newest.id === first?.id) return { key: '', text: '' }
  return { key: newest.id, text: `${nameOf(newest, chatName)}: ${oneLine(summarise(newest))}` }
}

/** Received messages after that one: no further back is looked. */
function countSince(rows: readonly Row[], messageId: string): number {
  let count = 0
  for (let index = rows.length - 1; index >= 0; index--) {
    const row = rows[index]
    if (row === undefined || rowId(row) === messageId) return count
    if (!isPending(row) && !row.fromMe) count += 1
  }
  // Everything was loaded anew.
  return 0
}
