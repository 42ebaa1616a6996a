import { X } from 'lucide-react'
import { Button } from 'react-aria-components/Button'
import { Input } from 'react-aria-components/Input'
import { SearchField } from 'react-aria-components/SearchField'
import { ToggleButton } from 'react-aria-components/ToggleButton'
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup'
import { useTranslation } from 'react-i18next'
import { useSessions } from '../sessions/sessions-context'
import style from './events.module.css'
import { EVENT_TYPES, type EventFilter } from './event-filter'

interface EventsFilterProps {
  filter: EventFilter
  onFilter: (filter: EventFilter) => void
}

/** Chooses the lines by type, by session and by text. */
export function EventsFilter({ filter, onFilter }: EventsFilterProps) {
  const { t } = useTranslation('developer')
  const { sessions } = useSessions()
  return (
    <div className={style.filter} role="group" aria-label={t('events.filter')}>
      <ToggleButtonGroup
        className={style.types ?? ''}
        aria-label={t('events.types')}
        selectionMode="multiple"
        selectedKeys={filter.types}
        onSelectionChange={(keys) => onFilter({ ...filter, types: new Set([...keys].map(String)) })}
      >
        {EVENT_TYPES.map((type) => (
          <ToggleButton key={type} id={type} className={style.type ?? ''}>
            {type}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <select
        className={style.field}
        aria-label={t('events.session')}
        value={filter.sessionId ?? ''}
        onChange={({ target }) => onFilter({ ...filter, sessionId: target.value || null })}
      >
        <option value="">{t('events.allSessions')}</option>
        {sessions.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <SearchField
        className={style.search ?? ''}
        aria-label={t('events.text')}
        value={filter.text}
        onChange={(text) => onFilter({ ...filter, text })}
      >
        <Input className={style.field ?? ''} placeholder={t('events.text')} dir="auto" />
        <Button className={style.clear ?? ''} aria-label={t('events.clearText')}>
          <X size={14} aria-hidden="true" />
        </Button>
      </SearchField>
    </div>
  )
}
