import { X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components/Tabs'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../ui/button'
import style from './drawer.module.css'
import { toggleDrawer } from './drawer-state'
import type { EventLog } from './event-log'
import { EventsPanel } from './events-panel'
import { OperationsPanel } from './operations-panel'
import { WidthSeparator } from './width-separator'
import { useDrawerWidth } from './use-drawer-width'
import { useIsSheet } from './use-sheet'

const ID = 'developer-drawer'

/** What developers want to see of the page: its events, and the operations that it is made of. */
export function Drawer({ log, takesFocus }: { log: EventLog; takesFocus: boolean }) {
  const { t } = useTranslation('developer')
  const isSheet = useIsSheet()
  const width = useDrawerWidth()
  const aside = useRef<HTMLElement>(null)

  useEffect(() => {
    if (takesFocus) aside.current?.focus()
  }, [takesFocus])

  function onKeyDown(event: KeyboardEvent) {
    // Menus and the search field have taken theirs for themselves.
    if (event.key === 'Escape' && !event.defaultPrevented) toggleDrawer()
  }
  return (
    <aside
      ref={aside}
      id={ID}
      className={style.drawer}
      aria-label={t('title')}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      {...(isSheet ? {} : { style: { inlineSize: width.value } })}
    >
      {!isSheet && <WidthSeparator controls={ID} width={width} />}
      <Tabs className={style.tabs ?? ''}>
        <div className={style.head}>
          <TabList aria-label={t('title')} className={style.tabList ?? ''}>
            <Tab id="events" className={style.tab ?? ''}>
              {t('events.title')}
            </Tab>
            <Tab id="operations" className={style.tab ?? ''}>
              {t('operations.title')}
            </Tab>
          </TabList>
          <IconButton label={t('close')} onPress={toggleDrawer}>
            <X size={18} aria-hidden="true" />
          </IconButton>
        </div>
        <TabPanel id="events" className={style.panel ?? ''}>
          <EventsPanel log={log} />
        </TabPanel>
        <TabPanel id="operations" className={style.panel ?? ''}>
          <OperationsPanel />
        </TabPanel>
      </Tabs>
    </aside>
  )
}
