import { useTranslation } from 'react-i18next'
import { problemOf } from '../api/problem'
import { useProblemText } from '../api/use-problem-text'
import { Button } from '../ui/button'
import { Spinner } from '../ui/spinner'
import style from './older-messages.module.css'

interface OlderMessagesProps {
  isLoading: boolean
  error: Error | null
  onRetry: () => void
}

/** Over the start of the thread: that older messages are on their way, or why they are not. */
export function OlderMessages({ isLoading, error, onRetry }: OlderMessagesProps) {
  const { t } = useTranslation('thread')
  const explain = useProblemText()
  if (error === null && !isLoading) return null
  return (
    <div className={style.place}>
      <div className={style.pill}>
        {error === null ? (
          <Spinner label={t('loadingOlder')} />
        ) : (
          <>
            <span role="alert">{explain(problemOf(error))}</span>
            <Button look="QUIET" onPress={onRetry}>
              {t('tryAgain')}
            </Button>
          </>
        )}
      </div>
    </div>
  )
}
