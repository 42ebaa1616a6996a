import { useEffect, useRef, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { chatPath } from '../addresses'
import { useLive } from '../api/live'
import { useNotices } from '../ui/notices'
import type { Digest } from './digest'
import { notifications } from './notifications'
import { type CaughtUp, type Note, NOTHING_CAUGHT_UP, notesFor } from './notes'
import { useDigests } from './use-digests'
import { useMessageText } from './use-message-text'

/** How far apart notifications are, in milliseconds; what comes in between is told together. */
const PAUSE_MS = 1500

/** Tells of new messages by notifications of the browser, where they are switched on. */
export function Notifier({ openChatId }: { openChatId: string | null }) {
  const state = useSyncExternalStore(notifications.state.subscribe, notifications.state.get)
  return state === 'ON' ? <RunningNotifier openChatId={openChatId} /> : null
}

function RunningNotifier({ openChatId }: { openChatId: string | null }) {
  const { feed } = useLive()
  const show = useShow()
  const caughtUp = useRef<CaughtUp>(NOTHING_CAUGHT_UP)

  useDigests(PAUSE_MS, openChatId, (digest: Digest) => {
    const feedState = feed.state.get()
    const resumedAt = feedState.phase === 'LIVE' ? (feedState.resumed?.at ?? null) : null
    const [notes, known] = notesFor(digest, resumedAt, caughtUp.current)
    caughtUp.current = known
    for (const note of notes) show(note)
  })
  return null
}

/** Shows a notification; a click on it brings the page to the front, and opens the chat. */
function useShow(): (note: Note) => void {
  const { t } = useTranslation('attention')
  const { say } = useNotices()
  const textOf = useMessageText()
  const [, navigate] = useLocation()
  const shown = useRef(new Set<Notification>())
  useEffect(() => {
    const { current } = shown
    return () => {
      for (const notification of current) notification.close()
    }
  }, [])

  return (note) => {
    const title = note.kind === 'MESSAGE' ? note.incoming.chat.name : 'wagraph'
    const body = note.kind === 'MESSAGE' ? textOf(note.incoming) : summaryOf(note)
    try {
      const notification = new Notification(title, { body, tag: note.tag, dir: 'auto', icon: '/icon.svg' })
      shown.current.add(notification)
      notification.onclose = () => shown.current.delete(notification)
      notification.onclick = () => {
        focus()
        if (note.kind === 'MESSAGE') navigate(chatPath(note.incoming.sessionId, note.incoming.chat.id))
        notification.close()
      }
    } catch {
      // Browsers of phones have the permission, and no notifications of pages.
      notifications.fail()
      say({ kind: 'PROBLEM', text: t('UNSUPPORTED') })
    }
  }

  function summaryOf({ messages, chats }: { messages: number; chats: number }): string {
    return t('summary', { messages: t('messages', { count: messages }), chats: t('chats', { count: chats }) })
  }
}
