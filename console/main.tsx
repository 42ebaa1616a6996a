import { type ReactNode, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ErrorBoundary } from 'react-error-boundary'
import { takeKey } from './api/key'
import { App } from './app'
import { notifications } from './attention/notifications'
import { startDrafts } from './composer/drafts'
import { startDrawer } from './developer/drawer-state'
import { startTranslations } from './i18n'
import { PageFailure } from './shell/page-failure'
import { startTheme } from './shell/theme'
import './style/base.css'

async function start(): Promise<void> {
  const element = document.getElementById('root')
  if (!element) throw new Error('index.html has no element with the id "root"')
  await startTranslations()
  createRoot(element).render(<StrictMode>{begin()}</StrictMode>)
}

/** Takes up what the browser keeps, before anything is shown: no module does so by itself, as it may be forbidden. */
function begin(): ReactNode {
  try {
    startTheme()
    startDrafts()
    startDrawer()
    notifications.load()
    const key = takeKey()
    return (
      <ErrorBoundary FallbackComponent={PageFailure}>
        <App initialKey={key} />
      </ErrorBoundary>
    )
  } catch (error) {
    return <PageFailure error={error} />
  }
}

void start()
