import { useCallback, useMemo, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../i18n/format'
import { useSessions } from '../sessions/sessions-context'
import { Button } from '../ui/button'
import style from './events.module.css'
import { type EventFilter, EVERYTHING, lineFilter } from './event-filter'
import type { EventLog } from './event-log'
import { EventList } from './event-list'
import { EventsFilter } from './events-filter'

/** The events as they arrive: filtered, held and looked into. */
export function EventsPanel({ log }: { log: EventLog }) {
  const { t } = useTranslation('developer')
  const state = useSyncExternalStore(log.state.subscribe, log.state.get)
  const [filter, setFilter] = useState<EventFilter>(EVERYTHING)
  const sessionName = useSessionNames()
  const onlyOne = useSessions().sessions.length < 2 || filter.sessionId !== null
  const isShown = useMemo(() => lineFilter(filter, sessionName), [filter, sessionName])
  const shown = useMemo(() => state.entries.filter(isShown), [state.entries, isShown])
  return (
    <div className={style.events}>
      <EventsFilter filter={filter} onFilter={setFilter} />
      <div className={style.bar}>
        <Counts shown={shown.length} kept={state.entries.length} dropped={state.dropped} />
        <span className={style.buttons}>
          <Button onPress={() => (state.paused === null ? log.pause() : log.resume())}>
            {state.paused === null ? t('events.pause') : t('events.resume', { count: state.waiting })}
          </Button>
          <Button look="QUIET" isDisabled={state.entries.length + state.waiting === 0} onPress={() => log.clear()}>
            {t('events.clear')}
          </Button>
        </span>
      </div>
      {shown.length > 0 ? (
        <EventList
          log={log}
          lines={shown}
          isPaused={state.paused !== null}
          sessionName={onlyOne ? null : sessionName}
        />
      ) : (
        <p className={style.empty}>{t(state.entries.length === 0 ? 'events.none' : 'events.noneShown')}</p>
      )}
    </div>
  )
}

/** Names a session, or gives its id back where it has been deleted. */
function useSessionNames(): (sessionId: string) => string {
  const { sessions } = useSessions()
  // Sessions change with each of their states; their names hardly ever.
  const text = JSON.stringify(sessions.map(({ id, name }) => [id, name]))
  const names = useMemo(() => new Map(JSON.parse(text) as [string, string][]), [text])
  return useCallback((sessionId: string) => names.get(sessionId) ?? sessionId, [names])
}

function Counts({ shown, kept, dropped }: { shown: number; kept: number; dropped: number }) {
  const { t } = useTranslation('developer')
  const format = useFormat()
  const of = { shown: format.number(shown), kept: format.number(kept), dropped: format.number(dropped) }
  return (
    <p className={style.counts}>
      {shown === kept ? t('events.all', { count: kept, kept: of.kept }) : t('events.some', of)}
      {dropped > 0 && ` · ${t('events.dropped', { count: dropped, dropped: of.dropped })}`}
    </p>
  )
}
