import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
<<<<<<< HEAD
import { Redirect, Route, Switch } from 'wouter'
import { OutboxProvider } from '../composer/outbox'
=======
import { Redirect, Route, Switch, useLocation } from 'wouter'
import { LinkPhoneProvider } from '../sessions/link-phone'
>>>>>>> 67e3b67 (Show the sessions: switcher, list, first run, login and sync progress)
import { SessionPage } from '../sessions/session-page'
import { SessionsPage } from '../sessions/sessions-page'
import { SessionsProvider } from '../sessions/sessions-context'
import { useKeptFocus } from '../ui/use-kept-focus'
import { NotFound } from './not-found'
import style from './shell.module.css'
import { TopBar } from './top-bar'

/** The frame around every view: the bar on top, and what the address names below it. */
export function Shell({ onSignOut }: { onSignOut: () => void }) {
  const { t } = useTranslation()
  const [location] = useLocation()
  const content = useRef<HTMLElement>(null)
  // The way from / to /sessions is not one that somebody went.
  useKeptFocus(content, location === '/' ? '/sessions' : location)
  return (
    <SessionsProvider>
<<<<<<< HEAD
      <a className={style.skip} href="#content">
        {t('skip')}
      </a>
      <div className={style.shell}>
        <TopBar onSignOut={onSignOut} />
        <main id="content" className={style.content} tabIndex={-1}>
          <OutboxProvider>
=======
      <LinkPhoneProvider>
        <a className={style.skip} href="#content">
          {t('skip')}
        </a>
        <div className={style.shell}>
          <TopBar onSignOut={onSignOut} />
          <main ref={content} id="content" className={style.content} tabIndex={-1}>
>>>>>>> 67e3b67 (Show the sessions: switcher, list, first run, login and sync progress)
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
<<<<<<< HEAD
          </OutboxProvider>
        </main>
      </div>
=======
          </main>
        </div>
      </LinkPhoneProvider>
>>>>>>> 67e3b67 (Show the sessions: switcher, list, first run, login and sync progress)
    </SessionsProvider>
  )
}
