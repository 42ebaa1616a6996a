import { useCallback, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { LiveList, ListState } from '../api/live-list'
import type { MessageFieldsFragment } from '../generated/operations'
import { useNotices } from '../ui/notices'

/** How many older messages are loaded at most to find one; fewer than the thread keeps at its end (use-messages.ts). */
const FURTHEST = 600

/**
 * Shows a message of the thread; older ones are loaded until it is there. Where it is not within reach, a notice says so.
 *
 * @param show - shows a message that is loaded; false where it is not
 */
export function useJump(
  list: LiveList<MessageFieldsFragment>,
  state: ListState<MessageFieldsFragment>,
  show: (messageId: string) => boolean,
): (messageId: string) => void {
  const { t } = useTranslation('thread')
  const { say } = useNotices()
  const sought = useRef<{ readonly id: string; readonly until: number } | null>(null)

  const seek = useCallback(() => {
    const { items, loading, error, hasMore } = list.state.get()
    if (sought.current === null || loading !== null) return
    const { id, until } = sought.current
    if (!show(id) && error === null) {
      if (hasMore && items.length < until) return void list.loadMore()
      say({ kind: 'INFO', text: t(hasMore ? 'notLoaded' : 'notStored') })
    }
    sought.current = null
  }, [list, show, say, t])
  // Each page that comes may have it.
  useEffect(seek, [seek, state])

  return useCallback(
    (messageId) => {
      sought.current = { id: messageId, until: list.state.get().items.length + FURTHEST }
      seek()
    },
    [list, seek],
  )
}
