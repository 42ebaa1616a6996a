import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ErrorBoundary } from 'react-error-boundary'
import { takeKey } from './api/key'
import { App } from './app'
import { startTranslations } from './i18n'
import { PageFailure } from './shell/page-failure'
import { startTheme } from './shell/theme'
import './style/base.css'

async function start(): Promise<void> {
  const root = document.getElementById('root')
  if (!root) throw new Error('index.html has no element with the id "root"')
  startTheme()
  await startTranslations()
  createRoot(root).render(
    <StrictMode>
      <ErrorBoundary FallbackComponent={PageFailure}>
        <App initialKey={takeKey()} />
      </ErrorBoundary>
    </StrictMode>,
  )
}

void start()
