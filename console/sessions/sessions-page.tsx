import { Link } from 'wouter'
import { useSessions } from './sessions-context'

/** All sessions. */
export function SessionsPage() {
  const { sessions } = useSessions()
  return (
    <ul>
      {sessions.map((session) => (
        <li key={session.id}>
          <Link href={`/sessions/${session.id}`}>
            {session.name} {session.state}
          </Link>
        </li>
      ))}
    </ul>
  )
}
