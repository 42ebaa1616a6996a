import { lazy, useState, useSyncExternalStore } from 'react'
import { useLiveEvents, useLiveReset } from '../api/live'
import { LazyPart } from '../ui/lazy-part'
import { drawer, toggleDrawer } from './drawer-state'
import { EventLog } from './event-log'

// Who never opens it need not load it.
const Drawer = lazy(async () => ({ default: (await import('./drawer')).Drawer }))

/** The developer drawer where it is open; it collects the events from the beginning, so that it has them then. */
export function DeveloperDrawer() {
  const [log] = useState(() => new EventLog())
  const { open, asked } = useSyncExternalStore(drawer.subscribe, drawer.get)
  useLiveEvents((events) => log.take(events))
  useLiveReset(() => log.takeGap())
  if (!open) return null
  return (
    <LazyPart onFailure={toggleDrawer}>
      <Drawer log={log} takesFocus={asked} />
    </LazyPart>
  )
}
