import { Search, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { Button, Input, SearchField, ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import button from '../ui/button.module.css'
import style from './chat-list.module.css'
import { type ChatFilter, type Criteria, FILTERS } from './criteria'

/** How long after the last key the server is asked, in milliseconds. */
const PAUSE_MS = 200
/** The longest that the server looks for; names are no longer. */
const LONGEST = 255

interface ChatSearchProps {
  typed: string
  filter: ChatFilter
  onType: (text: string) => void
  onChange: (changed: Partial<Criteria>) => void
  /** The arrow key leads from the search into the list. */
  onLeave: () => boolean
}

/** What the list is searched for and narrowed to. */
export function ChatSearch({ filter, onChange, ...search }: ChatSearchProps) {
  const { t } = useTranslation('chats')
  return (
    <div className={style.head}>
      <SearchText onChange={onChange} {...search} />
      {/* For assistive technology a group of radio buttons: one of them is always chosen. */}
      <ToggleButtonGroup
        className={style.filters ?? ''}
        aria-label={t('filters')}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[filter]}
        onSelectionChange={(keys) => onChange({ filter: [...keys][0] as ChatFilter })}
      >
        {FILTERS.map((one) => (
          <ToggleButton key={one} id={one} className={style.filter ?? ''}>
            {t(`filter.${one}`)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </div>
  )
}

function SearchText({ typed, onType, onChange, onLeave }: Omit<ChatSearchProps, 'filter'>) {
  const { t } = useTranslation('chats')
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])

  function type(text: string) {
    onType(text)
    clearTimeout(timer.current)
    const ask = () => onChange({ search: text })
    if (text === '') ask()
    else timer.current = setTimeout(ask, PAUSE_MS)
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'ArrowDown' && onLeave()) event.preventDefault()
  }
  return (
    <SearchField
      className={style.search ?? ''}
      aria-label={t('search')}
      value={typed}
      onChange={type}
      maxLength={LONGEST}
    >
      <Search size={16} aria-hidden="true" />
      <Input dir="auto" placeholder={t('search')} onKeyDown={onKeyDown} />
      <Button className={button.icon ?? ''} aria-label={t('clear')}>
        <X size={16} aria-hidden="true" />
      </Button>
    </SearchField>
  )
}
