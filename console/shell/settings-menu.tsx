import { Check, Settings } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover, Separator } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { NotificationChoice } from '../attention/notification-choice'
import { chooseLanguage, currentLanguage, type Language, LANGUAGES } from '../i18n'
import menu from '../ui/menu.module.css'
import { chooseTheme, type Theme, theme, THEMES } from './theme'
import { useSignOut } from './use-sign-out'
import button from '../ui/button.module.css'

/** Language, appearance, GraphiQL and the way out. */
export function SettingsMenu({ onSignOut }: { onSignOut: () => void }) {
  const { t } = useTranslation()
  const { signOut, question } = useSignOut(onSignOut)
  return (
    <>
      <MenuTrigger>
        <Button className={button.icon ?? ''} aria-label={t('menu.label')}>
          <Settings size={18} aria-hidden="true" />
        </Button>
        <Popover placement="bottom end" className={menu.popover ?? ''}>
          <Choices onSignOut={signOut} />
        </Popover>
      </MenuTrigger>
      {question}
    </>
  )
}

function Choices({ onSignOut }: { onSignOut: () => void }) {
  const { t } = useTranslation()
  const chosen = useSyncExternalStore(theme.subscribe, theme.get)
  return (
    <Menu className={menu.menu ?? ''}>
      <MenuSection
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[currentLanguage()]}
        onSelectionChange={(keys) => void chooseLanguage([...keys][0] as Language)}
      >
        <Header className={menu.header ?? ''}>{t('menu.language')}</Header>
        {Object.entries(LANGUAGES).map(([language, name]) => (
          <Choice key={language} id={language} text={name} />
        ))}
      </MenuSection>
      <MenuSection
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[chosen]}
        onSelectionChange={(keys) => chooseTheme([...keys][0] as Theme)}
      >
        <Header className={menu.header ?? ''}>{t('menu.theme')}</Header>
        {THEMES.map((one) => (
          <Choice key={one} id={one} text={t(`menu.${one}`)} />
        ))}
      </MenuSection>
      <Separator className={menu.separator ?? ''} />
      <NotificationChoice />
      <Separator className={menu.separator ?? ''} />
      <MenuItem className={menu.item ?? ''} href="/graphiql" target="_blank" rel="opener">
        {t('menu.graphiql')}
      </MenuItem>
      <MenuItem className={menu.item ?? ''} onAction={onSignOut}>
        {t('menu.signOut')}
      </MenuItem>
    </Menu>
  )
}

function Choice({ id, text }: { id: string; text: string }) {
  return (
    <MenuItem id={id} textValue={text} className={menu.item ?? ''}>
      {({ isSelected }) => (
        <>
          <span>{text}</span>
          {isSelected && <Check size={16} aria-hidden="true" />}
        </>
      )}
    </MenuItem>
  )
}
