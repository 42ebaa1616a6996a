import { CodeXml } from 'lucide-react'
import { useEffect, useRef, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../ui/button'
import { drawer, toggleDrawer } from './drawer-state'

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform)

/** Opens and closes the developer drawer, as Ctrl+J (⌘J) does; has the focus again when the drawer took it along. */
export function DeveloperButton() {
  const { t } = useTranslation()
  const { open } = useSyncExternalStore(drawer.subscribe, drawer.get)
  const button = useRef<HTMLButtonElement>(null)

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { ctrlKey, metaKey, altKey, shiftKey } = event
      const modifier = IS_MAC ? metaKey && !ctrlKey : ctrlKey && !metaKey
      if (event.key.toLowerCase() !== 'j' || !modifier || altKey || shiftKey) return
      event.preventDefault()
      if (!event.repeat) toggleDrawer()
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [])

  useEffect(() => {
    const ownButton = button.current
    if (!open) return
    return () => {
      if (document.activeElement === document.body) ownButton?.focus()
    }
  }, [open])

  return (
    <IconButton
      ref={button}
      label={t('menu.developer')}
      shortcut={IS_MAC ? '⌘J' : 'Ctrl+J'}
      on={open}
      onPress={toggleDrawer}
    >
      <CodeXml size={18} aria-hidden="true" />
    </IconButton>
  )
}
