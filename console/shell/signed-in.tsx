import { ApolloProvider } from '@apollo/client/react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { connect, type Connection } from '../api/connection'
import { LiveProvider } from '../api/live'
import type { LiveFeed } from '../api/live-feed'
import { problemOf, type Problem } from '../api/problem'
import { useProblemText } from '../api/use-problem-text'
import { type EventType, type Scope, StartDocument } from '../generated/operations'
import { Button } from '../ui/button'
import { MessageCard } from '../ui/message-card'
import { Spinner } from '../ui/spinner'
import { Shell } from './shell'
import { useSignOut } from './use-sign-out'

interface SignedInProps {
  apiKey: string
  onRefused: () => void
  onSignOut: () => void
}

/** What is there once the page has begun. */
interface Begun {
  readonly connection: Connection
  readonly feed: LiveFeed
  readonly types: EventType[] | null
}

/** Connects with the key, begins with all sessions, and follows everything that happens from there. */
export function SignedIn({ apiKey, onRefused, onSignOut }: SignedInProps) {
  const { t } = useTranslation()
  const explain = useProblemText()
  const { signOut, question } = useSignOut(onSignOut)
  const [begun, setBegun] = useState<Begun | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [attempt, setAttempt] = useState(0)

  useEffect(() => {
    let over = false
    let feed: LiveFeed | null = null
    const connection = connect(apiKey, onRefused)
    connection.client.query({ query: StartDocument }).then(
      ({ data }) => {
        if (over || !data) return
        const types = typesFor(data.viewer.scopes)
        feed = connection.feed(types)
        feed.start(data.eventCursor)
        setBegun({ connection, feed, types })
      },
      (error: unknown) => void (over || setProblem(problemOf(error))),
    )
    return () => {
      over = true
      feed?.stop()
      connection.close()
      setBegun(null)
    }
  }, [apiKey, onRefused, attempt])

  function again() {
    setProblem(null)
    setAttempt((count) => count + 1)
  }

  if (begun !== null) {
    const { connection, feed, types } = begun
    return (
      <ApolloProvider client={connection.client}>
        <LiveProvider live={{ client: connection.client, feed, types }}>
          <Shell onSignOut={onSignOut} />
        </LiveProvider>
      </ApolloProvider>
    )
  }
  if (problem === null) {
    return (
      <MessageCard title={t('loading')}>
        <Spinner label={t('loading')} />
      </MessageCard>
    )
  }
  return (
    <MessageCard title={t('failed')}>
      <p role="alert">{explain(problem)}</p>
      <Button look="PRIMARY" onPress={again}>
        {t('again')}
      </Button>
      <Button look="QUIET" onPress={signOut}>
        {t('menu.signOut')}
      </Button>
      {question}
    </MessageCard>
  )
}

/** The types of events that a key may follow; null for all. */
function typesFor(scopes: readonly Scope[]): EventType[] | null {
  const messages = scopes.includes('ADMIN') || scopes.includes('MESSAGES_READ')
  const sessions = scopes.includes('ADMIN') || scopes.includes('SESSIONS_READ')
  if (messages && sessions) return null
  return messages
    ? ['MESSAGE_RECEIVED', 'MESSAGE_UPDATED', 'CHAT_UPDATED', 'HISTORY_GAP']
    : ['CONNECTION_STATE_CHANGED']
}
