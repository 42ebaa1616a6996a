import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { MessageCard } from '../ui/message-card'

/** The address names nothing. */
export function NotFound() {
  const { t } = useTranslation()
  return (
    <MessageCard level={1} title={t('notFound.title')}>
      <p>{t('notFound.text')}</p>
      <Link href="/sessions">{t('notFound.home')}</Link>
    </MessageCard>
  )
}
