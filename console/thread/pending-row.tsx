import { useTranslation } from 'react-i18next'
import { type PendingMessage, useOutbox } from '../composer/outbox'
import { useProblemText } from '../api/use-problem-text'
import { useFormat } from '../i18n/format'
import { Button } from '../ui/button'
import { Quoted } from './quoted'
import body from './message-body.module.css'
import style from './message-row.module.css'
import { Ticks } from './ticks'

/** A message that the server does not have yet: on its way, or why it did not come there and what to do about it. */
export function PendingRow({ pending, chatName }: { pending: PendingMessage; chatName: string }) {
  const { t } = useTranslation('thread')
  const format = useFormat()
  return (
    <article className={`${style.row} ${style.own} ${style.begins}`} data-testid="pending" aria-label={t('pending')}>
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
        {pending.state === 'FAILED' && <Failed pending={pending} />}
      </div>
    </article>
  )
}

function Failed({ pending: { key, problem } }: { pending: Extract<PendingMessage, { state: 'FAILED' }> }) {
  const { t } = useTranslation('thread')
  const explain = useProblemText()
  const outbox = useOutbox()
  return (
    <div className={style.failed} role="alert">
      <span className={style.why}>
        {problem.code === 'SEND_UNCERTAIN' ? explain(problem) : t('notSent', { why: explain(problem) })}
      </span>
      <span className={style.ways}>
        <Button look="QUIET" onPress={() => outbox.retry(key)}>
          {t('tryAgain')}
        </Button>
        <Button look="QUIET" onPress={() => outbox.discard(key)}>
          {t('discard')}
        </Button>
      </span>
    </div>
  )
}
