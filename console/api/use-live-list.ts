import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { useFeedState, useLiveReset } from './live'
import { LiveList, type LiveListOptions, type ListState } from './live-list'

/**
 * A list that is loaded when it is first shown, and again when events are missing; what could not be loaded is loaded
 * when the server is back. `options` must stay the same object as long as it is the same list: another one makes another
 * list.
 */
export function useLiveList<Item extends { readonly id: string }>(
  options: LiveListOptions<Item>,
): [ListState<Item>, LiveList<Item>] {
  const list = useMemo(() => new LiveList(options), [options])
  const state = useSyncExternalStore(list.state.subscribe, list.state.get)
  // Its failures are in its state.
  useEffect(() => void list.load(), [list])
  useLiveReset(() => void list.load())
  const { phase } = useFeedState()
  useEffect(() => {
    if (phase === 'LIVE') void list.retry()
  }, [list, phase])
  return [state, list]
}
