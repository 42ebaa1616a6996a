import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { chatPath } from '../addresses'
import { useLive, useLiveEvents } from '../api/live'
import { randomKey } from '../composer/random-key'
import { problemOf, problemOfFailure } from '../api/problem'
import { useProblemText } from '../api/use-problem-text'
import { type DeliveryState, SendFirstMessageDocument } from '../generated/operations'
import { useIsShown } from '../ui/use-is-shown'

interface FirstMessageOptions {
  sessionId: string
  phone: string
  onStarted: () => void
  onClose: () => void
}

/** What is known of a message on its way. */
interface Sent {
  readonly id: string
  readonly deliveryState: DeliveryState | null
  readonly failure: string | null
  readonly chat: { readonly id: string }
}

/**
 * Sends a first message and waits until WhatsApp has it: only then is it known that somebody has the number. The chat
 * is opened then, unless somebody has closed the dialog meanwhile.
 */
export function useFirstMessage({ sessionId, phone, onStarted, onClose }: FirstMessageOptions) {
  const { t } = useTranslation('chats')
  const { client } = useLive()
  const explain = useProblemText()
  const [, navigate] = useLocation()
  const isShown = useIsShown()
  const [sending, setSending] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const attempt = useRef<{ text: string; key: string } | null>(null)
  const sentId = useRef<string | null>(null)
  /** Own messages that changed while the answer was on its way: it may come after the end of its own message. */
  const changed = useRef(new Map<string, Sent>())

  function take(sent: Sent) {
    if (isUnderway(sent.deliveryState) || !isShown()) return
    sentId.current = null
    setSending(false)
    if (sent.deliveryState === 'FAILED' || sent.deliveryState === 'UNKNOWN') {
      attempt.current = null
      setProblem(wordsFor(sent))
      return
    }
    onClose()
    onStarted()
    navigate(chatPath(sessionId, sent.chat.id))
  }

  function wordsFor({ deliveryState, failure }: Sent): string {
    if (deliveryState === 'UNKNOWN') return t('start.uncertain')
    return failure === null ? t('start.failed') : explain(problemOfFailure(failure))
  }

  useLiveEvents((events) => {
    if (!sending) return
    for (const event of events) {
      if (event.__typename !== 'MessageUpdated' || !event.message.fromMe || event.sessionId !== sessionId) continue
      changed.current.set(event.message.id, event.message)
      if (event.message.id === sentId.current) take(event.message)
    }
  })

  async function send(text: string) {
    setProblem(null)
    setSending(true)
    changed.current.clear()
    // The same text sent again after a lost answer is the same message.
    if (attempt.current?.text !== text) attempt.current = { text, key: randomKey() }
    const input = { sessionId, to: phone, text, idempotencyKey: attempt.current.key }
    try {
      const { data } = await client.mutate({ mutation: SendFirstMessageDocument, variables: { input } })
      if (!data) throw new Error('the server gave no message')
      const { message } = data.sendMessage
      sentId.current = message.id
      take(changed.current.get(message.id) ?? message)
    } catch (error) {
      setSending(false)
      setProblem(explain(problemOf(error)))
    }
  }
  return { send, sending, problem }
}

const isUnderway = (state: DeliveryState | null): boolean => state === 'QUEUED' || state === 'SENDING'
