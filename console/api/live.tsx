import type { ApolloClient } from '@apollo/client'
import { createContext, type ReactNode, useContext, useEffect, useEffectEvent, useSyncExternalStore } from 'react'
import type { EventType } from '../generated/operations'
import type { FeedState, LiveEvent, LiveFeed } from './live-feed'

/** What every view has: the way to the server, what happens there, and what the key may do. */
interface Live {
  readonly client: ApolloClient
  readonly feed: LiveFeed
  /** The types of events that the feed follows; null for all. */
  readonly types: EventType[] | null
}

const LiveContext = createContext<Live | null>(null)

/** Gives useLive() what every view has to all that is below it. */
export function LiveProvider({ live, children }: { live: Live; children: ReactNode }) {
  return <LiveContext value={live}>{children}</LiveContext>
}

/** Throws outside of LiveProvider. */
export function useLive(): Live {
  const live = useContext(LiveContext)
  if (live === null) throw new Error('useLive() needs a LiveProvider above it')
  return live
}

/** How the subscription is doing. */
export function useFeedState(): FeedState {
  const { feed } = useLive()
  return useSyncExternalStore(feed.state.subscribe, feed.state.get)
}

/** Hears events in their order, in batches, while the component is shown. */
export function useLiveEvents(listener: (events: readonly LiveEvent[]) => void): void {
  const { feed } = useLive()
  const hear = useEffectEvent(listener)
  useEffect(() => feed.onEvents((events) => hear(events)), [feed])
}

/** Hears that events are missing for good, so that what was loaded has to be loaded again. */
export function useLiveReset(listener: () => void): void {
  const { feed } = useLive()
  const hear = useEffectEvent(listener)
  useEffect(() => feed.onReset(() => hear()), [feed])
}
