import { useTranslation } from 'react-i18next'
import { type PendingMessage, useOutbox } from '../composer/outbox'
import { useProblemText } from '../api/use-problem-text'
import { useFormat } from '../i18n/format'
import { Ticks } from '../messages/ticks'
import { Button } from '../ui/button'
import { Quoted } from './quoted'
import body from './message-body.module.css'
import style from './message-row.module.css'

interface PendingRowProps {
  pending: PendingMessage
  chatName: string
  /** What to do about it was chosen: the buttons for that go, and would take the focus with them. */
  onAnswered: () => void
}

/** A message that the server does not have yet: on its way, or why it did not come there and what to do about it. */
export function PendingRow({ pending, chatName, onAnswered }: PendingRowProps) {
  const { t } = useTranslation('thread')
  const format = useFormat()
  return (
    <article
      className={`${style.row} ${style.own} ${style.begins}`}
      data-testid="pending"
      aria-label={t(pending.state === 'FAILED' ? 'pendingFailed' : 'pending')}
    >
      <div className={style.column}>
        <div className={style.bubble}>
          {pending.replyTo && <Quoted message={pending.replyTo} chatName={chatName} />}
          <div className={pending.replyTo ? '' : style.plain}>
            <p className={`${style.content} ${body.text}`} dir="auto">
              {pending.text}
            </p>
            <div className={style.meta}>
              <time dateTime={pending.createdAt}>{format.time(pending.createdAt)}</time>
              {pending.state === 'SENDING' && <Ticks state="SENDING" failure={null} />}
            </div>
          </div>
        </div>
        {pending.state === 'FAILED' && <Failed pending={pending} onAnswered={onAnswered} />}
      </div>
    </article>
  )
}

interface FailedProps {
  pending: Extract<PendingMessage, { state: 'FAILED' }>
  onAnswered: () => void
}

function Failed({ pending: { key, problem }, onAnswered }: FailedProps) {
  const { t } = useTranslation('thread')
  const explain = useProblemText()
  const outbox = useOutbox()
  function retry() {
    onAnswered()
    outbox.retry(key)
  }
  function discard() {
    onAnswered()
    outbox.discard(key)
  }
  return (
    <div className={style.failed} role="alert">
      <span className={style.why}>
        {problem.code === 'SEND_UNCERTAIN' ? explain(problem) : t('notSent', { why: explain(problem) })}
      </span>
      <span className={style.ways}>
        <Button look="QUIET" onPress={retry}>
          {t('tryAgain')}
        </Button>
        <Button look="QUIET" onPress={discard}>
          {t('discard')}
        </Button>
      </span>
    </div>
  )
}
