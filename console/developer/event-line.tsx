import { ChevronRight } from 'lucide-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { useLive } from '../api/live'
import type { LiveEvent } from '../api/live-feed'
import { LiveEventsDocument } from '../generated/operations'
import { CodeView } from './code-view'
import { CopyButton } from './copy-button'
import { summaryOf } from './event-summary'
import type { LoggedEvent } from './event-log'
import style from './events.module.css'
import { GraphiqlAnchor } from './graphiql-anchor'
import { exactTime } from './exact-time'

interface EventLineProps {
  line: LoggedEvent
  /** Its name; null where it goes without saying. */
  session: string | null
  isOpen: boolean
  /** Whether Tab reaches it. */
  isCurrent: boolean
  onToggle: (number: number) => void
  onFocus: (number: number) => void
}

/** One event on one line; open, also as JSON. */
export const EventLine = memo(function EventLine({
  line: { number, event },
  session,
  isOpen,
  isCurrent,
  onToggle,
  onFocus,
}: EventLineProps) {
  const { t } = useTranslation('developer')
  if (event === null) return <p className={style.gap}>{t('events.gap')}</p>
  return (
    <div className={style.entry}>
      <button
        type="button"
        className={style.line}
        data-line={number}
        aria-expanded={isOpen}
        tabIndex={isCurrent ? 0 : -1}
        onClick={() => onToggle(number)}
        onFocus={() => onFocus(number)}
      >
        <ChevronRight className={style.chevron} size={14} aria-hidden="true" />
        <Summary event={event} session={session} />
      </button>
      {isOpen && <Details event={event} />}
    </div>
  )
})

function Summary({ event, session }: { event: LiveEvent; session: string | null }) {
  const { what, chat, text, backfill } = summaryOf(event)
  return (
    <>
      <time className={style.time} dateTime={event.occurredAt}>
        {exactTime(event.occurredAt)}
      </time>
      <span className={`${style.typeName} ${style[event.__typename]}`}>{event.__typename}</span>
      {session !== null && <bdi className={style.session}>{session}</bdi>}
      {backfill && <span className={style.mark}>BACKFILL</span>}
      <span className={style.what}>
        {what !== null && <span>{what} </span>}
        {chat !== null && <bdi className={style.chat}>{chat}</bdi>}
        {text !== null && (
          <>
            {chat !== null && ': '}
            <bdi>{text}</bdi>
          </>
        )}
      </span>
    </>
  )
}

function Details({ event }: { event: LiveEvent }) {
  const { t } = useTranslation('developer')
  const { types } = useLive()
  const json = JSON.stringify(event, null, 2)
  return (
    <div className={style.details} role="group" aria-label={`${event.__typename} ${exactTime(event.occurredAt)}`}>
      <div className={style.actions}>
        <CopyButton label={t('copy')} text={() => json} />
        <CopyButton label={t('events.copyCursor')} text={() => event.cursor} />
        <GraphiqlAnchor
          operation={{ document: LiveEventsDocument, variables: { after: event.cursor, types } }}
          label={t('events.openGraphiql')}
        />
      </div>
      <CodeView label={t('events.json')} text={json} language="JSON" />
    </div>
  )
}
