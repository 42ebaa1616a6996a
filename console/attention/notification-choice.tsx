import { Check } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { MenuItem, MenuSection } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import menu from '../ui/menu.module.css'
import { useNotices } from '../ui/notices'
import { notifications } from './notifications'

/** The switch of the notifications, among the settings. */
export function NotificationChoice() {
  const { t } = useTranslation()
  const { t: explain } = useTranslation('attention')
  const { say } = useNotices()
  const state = useSyncExternalStore(notifications.state.subscribe, notifications.state.get)

  async function change(on: boolean) {
    if (!on) return notifications.turnOff()
    const became = await notifications.turnOn()
    if (became === 'DENIED' || became === 'UNSUPPORTED') say({ kind: 'PROBLEM', text: explain(became) })
  }
  return (
    <MenuSection
      aria-label={t('menu.notifications')}
      selectionMode="multiple"
      selectedKeys={state === 'ON' ? ['notifications'] : []}
      onSelectionChange={(keys) => void change([...keys].length > 0)}
    >
      <MenuItem id="notifications" textValue={t('menu.notifications')} className={menu.item ?? ''}>
        {({ isSelected }) => (
          <>
            <span>{t('menu.notifications')}</span>
            {isSelected && <Check size={16} aria-hidden="true" />}
          </>
        )}
      </MenuItem>
    </MenuSection>
  )
}
