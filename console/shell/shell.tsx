import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import { Attention } from '../attention/attention'
import { OutboxProvider } from '../composer/outbox'
import { DeveloperDrawer } from '../developer/developer-drawer'
import { usePageCovered } from '../developer/use-sheet'
import { LinkPhoneProvider } from '../sessions/link-phone'
import { SessionsProvider } from '../sessions/sessions-context'
import { SessionsPage } from '../sessions/sessions-page'
import { useKeptFocus } from '../ui/use-kept-focus'
import { NotFound } from './not-found'
import { SessionPage } from './session-page'
import style from './shell.module.css'
import { TopBar } from './top-bar'

/** The frame around every view: the bar on top, and what the address names below it. */
export function Shell({ onSignOut }: { onSignOut: () => void }) {
  const { t } = useTranslation()
  const [location] = useLocation()
  const covered = usePageCovered()
  const content = useRef<HTMLElement>(null)
  // The way from / to /sessions is not one that somebody went.
  useKeptFocus(content, location === '/' ? '/sessions' : location)
  return (
    <SessionsProvider>
      <OutboxProvider>
        <Attention />
        <LinkPhoneProvider>
          <a className={style.skip} href="#content" inert={covered}>
            {t('skip')}
          </a>
          <div className={style.shell}>
            <div className={style.top} inert={covered}>
              <TopBar onSignOut={onSignOut} />
            </div>
            <main ref={content} id="content" className={style.content} tabIndex={-1} inert={covered}>
              <Views />
            </main>
            <DeveloperDrawer />
          </div>
        </LinkPhoneProvider>
      </OutboxProvider>
    </SessionsProvider>
  )
}

/** What the address names. */
function Views() {
  return (
    <Switch>
      <Route path="/">
        <Redirect to="/sessions" replace />
      </Route>
      <Route path="/sessions">
        <SessionsPage />
      </Route>
      <Route path="/sessions/:sessionId">
        {({ sessionId }) => <SessionPage sessionId={sessionId} chatId={null} />}
      </Route>
      <Route path="/sessions/:sessionId/chats/:chatId">
        {({ sessionId, chatId }) => <SessionPage sessionId={sessionId} chatId={chatId} />}
      </Route>
      <Route>
        <NotFound />
      </Route>
    </Switch>
  )
}
