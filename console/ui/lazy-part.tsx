import { type ReactNode, Suspense } from 'react'
import { ErrorBoundary } from 'react-error-boundary'
import { useTranslation } from 'react-i18next'
import { useNotices } from './notices'

interface LazyPartProps {
  /** What is there until it is loaded. */
  fallback?: ReactNode
  /** It could not be loaded: the page is as it was before it was asked for. */
  onFailure?: () => void
  children: ReactNode
}

/**
 * A part that is loaded when it is first needed. Where that fails, as it does once the server has been updated under an
 * open page, the page says so and goes on without it.
 */
export function LazyPart({ fallback = null, onFailure, children }: LazyPartProps) {
  const { t } = useTranslation()
  const { say } = useNotices()
  function onError() {
    say({ kind: 'PROBLEM', text: t('partFailed') })
    onFailure?.()
  }
  return (
    <ErrorBoundary fallback={null} onError={onError}>
      <Suspense fallback={fallback}>{children}</Suspense>
    </ErrorBoundary>
  )
}
