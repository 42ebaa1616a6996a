import { TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { getErrorMessage } from 'react-error-boundary'
import { Button } from '../ui/button'
import { MessageCard } from '../ui/message-card'
import style from './page-failure.module.css'

/**
 * What is there in place of a page that has failed. What was written is kept: it is there again once it is loaded,
 * except where the browser forbids to keep anything, which is why the page has failed then.
 */
export function PageFailure({ error }: { error: unknown }) {
  const { t } = useTranslation()
  const isForbidden = error instanceof DOMException && error.name === 'SecurityError'
  return (
    <main className={style.page}>
      <MessageCard icon={<TriangleAlert size={32} />} level={1} title={t('pageFailed.title')}>
        <p role="alert">{t(isForbidden ? 'pageFailed.forbidden' : 'pageFailed.text')}</p>
        <p lang="en">
          <code>{getErrorMessage(error) ?? String(error)}</code>
        </p>
        <Button look="PRIMARY" onPress={() => location.reload()}>
          {t('pageFailed.reload')}
        </Button>
      </MessageCard>
    </main>
  )
}
