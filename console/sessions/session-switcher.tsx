import { Check, ChevronsUpDown, LayoutList, Plus } from 'lucide-react'
import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { useLocation, useRoute } from 'wouter'
import { sessionPath } from '../addresses'
import type { SessionFieldsFragment } from '../generated/operations'
import menu from '../ui/menu.module.css'
import { useLinkPhone } from './link-phone'
import { Mark } from '../ui/mark'
import style from './session-switcher.module.css'
import { useSessions } from './sessions-context'
import { StateLabel } from './state-label'

/** The session that is shown, with its live state, and the others to choose from. */
export function SessionSwitcher() {
  const { t } = useTranslation('sessions')
  const { sessions } = useSessions()
  const [, params] = useRoute('/sessions/:sessionId/*?')
  const current = sessions.find(({ id }) => id === params?.sessionId)
  return (
    <MenuTrigger>
      <Button className={style.button ?? ''}>
        <Mark size={24} />
        <span className="visually-hidden">{t('switcher.label')}</span>
        {current ? (
          <>
            <span className={style.name} dir="auto">
              {current.name}
            </span>
            <span className={style.wide}>
              <StateLabel state={current.state} />
            </span>
            <span className={style.narrow}>
              <StateLabel state={current.state} brief />
            </span>
          </>
        ) : (
          <span className={style.name}>{t('switcher.all')}</span>
        )}
        <ChevronsUpDown size={16} aria-hidden="true" className={style.arrows} />
      </Button>
      <Popover placement="bottom start" className={`${menu.popover} ${style.popover}`}>
        <Choices sessions={sessions} currentId={current?.id ?? null} />
      </Popover>
    </MenuTrigger>
  )
}

function Choices({ sessions, currentId }: { sessions: readonly SessionFieldsFragment[]; currentId: string | null }) {
  const { t } = useTranslation('sessions')
  const [, navigate] = useLocation()
  const linkPhone = useLinkPhone()
  return (
    <Menu className={`${menu.menu} ${style.menu}`} aria-label={t('switcher.label')}>
      {sessions.length > 0 && (
        <MenuSection selectionMode="single" selectedKeys={currentId === null ? [] : [currentId]}>
          <Header className={menu.header ?? ''}>{t('title')}</Header>
          {sessions.map((session) => (
            <MenuItem
              key={session.id}
              id={session.id}
              textValue={session.name}
              className={menu.item ?? ''}
              onAction={() => navigate(sessionPath(session.id))}
            >
              <span className={style.choice}>
                <bdi>{session.name}</bdi>
              </span>
              <StateLabel state={session.state} />
              <Check size={16} aria-hidden="true" className={session.id === currentId ? '' : style.none} />
            </MenuItem>
          ))}
        </MenuSection>
      )}
      <MenuSection className={style.always ?? ''} aria-label={t('switcher.more')}>
        <MenuItem className={menu.item ?? ''} textValue={t('switcher.all')} onAction={() => navigate('/sessions')}>
          <span className={style.entry}>
            <LayoutList size={16} aria-hidden="true" />
            {t('switcher.all')}
          </span>
        </MenuItem>
        <MenuItem
          className={menu.item ?? ''}
          textValue={t('switcher.link')}
          onAction={() => linkPhone.open('WHATSAPP_WEB')}
        >
          <span className={style.entry}>
            <Plus size={16} aria-hidden="true" />
            {t('switcher.link')}
          </span>
        </MenuItem>
      </MenuSection>
    </Menu>
  )
}
