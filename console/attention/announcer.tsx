import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDigests } from './use-digests'
import { useMessageText } from './use-message-text'

/** How far apart announcements are, in milliseconds: they must not talk over everything else. */
const PAUSE_MS = 5000

/** Tells screen readers of new messages in chats that are not on the screen. */
export function Announcer({ openChatId }: { openChatId: string | null }) {
  const { t } = useTranslation('attention')
  const textOf = useMessageText()
  const [said, setSaid] = useState({ number: 0, text: '' })

  useDigests(PAUSE_MS, openChatId, ({ messages, newest }) => {
    const [last] = newest.slice(-1)
    // A page that nobody looks at has nothing to say.
    if (last === undefined || document.visibilityState !== 'visible') return
    const text =
      messages === 1
        ? t('announced', { name: last.chat.name, text: textOf(last) })
        : t('summary', { messages: t('messages', { count: messages }), chats: t('chats', { count: newest.length }) })
    setSaid(({ number }) => ({ number: number + 1, text }))
  })
  return (
    <div className="visually-hidden" aria-live="polite" data-testid="announcer">
      {/* A new element each time: the same sentence again would be no change, and not be said. */}
      <span key={said.number}>{said.text}</span>
    </div>
  )
}
