import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { sessionPath } from '../addresses'
import type { SessionFieldsFragment } from '../generated/operations'
import { useFormat } from '../i18n/format'
import { SessionControls } from './session-controls'
import style from './session-row.module.css'
import { SimulatedPhoneMenu } from './simulated-phone'
import { StateLabel } from './state-label'
import { StateReason } from './state-reason'
import { SyncBar } from './sync-bar'

/** One of the sessions: who it is, what it is at and why, and what can be done. `now` is in ms since 1970. */
export function SessionRow({ session, now }: { session: SessionFieldsFragment; now: number }) {
  const { t } = useTranslation('sessions')
  const { me } = session
  return (
    <li className={style.row} data-testid="session">
      <div className={style.who}>
        <h2 className={style.name}>
          <Link href={sessionPath(session.id)} dir="auto">
            {session.name}
          </Link>
        </h2>
        <p className={style.quiet}>
          {me === null && t('nobody')}
          {me?.phone && <bdi dir="ltr">{me.phone}</bdi>}
          {me?.phone && me.name && ' · '}
          {me?.name && <bdi>{me.name}</bdi>}
        </p>
      </div>
      <div className={style.state}>
        <p>
          <span role="status">
            <StateLabel state={session.state} />
          </span>
          {/* It changes by itself: within the status each look at the clock would be announced. */}
          <Since iso={session.stateChangedAt} now={now} />
        </p>
        <StateReason session={session} />
      </div>
      <Facts session={session} />
      <div className={style.controls}>
        {session.engine === 'SIMULATED' && <SimulatedPhoneMenu session={session} />}
        <SessionControls session={session} />
      </div>
      <div className={style.sync}>
        <SyncBar session={session} />
      </div>
    </li>
  )
}

function Since({ iso, now }: { iso: string; now: number }) {
  const format = useFormat()
  return (
    <time className={style.quiet} dateTime={iso} title={format.full(iso)}>
      {' · '}
      {format.ago(iso, Math.max(now, Date.parse(iso)))}
    </time>
  )
}

/** What it runs on, and what happens in it. */
function Facts({ session }: { session: SessionFieldsFragment }) {
  const { t } = useTranslation('sessions')
  const format = useFormat()
  const { lastActivityAt, unreadCount, memoryBytes } = session
  const facts = [
    [t('facts.engine'), t(`facts.${session.engine}`)],
    [t('facts.activity'), lastActivityAt === null ? '–' : format.brief(lastActivityAt)],
    [t('facts.unread'), format.number(unreadCount)],
    // Of the browser: a simulated phone has none.
    ...(memoryBytes === null ? [] : [[t('facts.memory'), format.bytes(memoryBytes)] as const]),
  ] as const
  return (
    <dl className={style.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
