import { useLocation } from 'wouter'
import { sessionPath } from '../addresses'
import { useAction } from '../api/use-action'
import {
  DeleteSessionDocument,
  LogoutSessionDocument,
  ReconnectSessionDocument,
  type SessionFieldsFragment,
  StartSessionDocument,
  StopSessionDocument,
} from '../generated/operations'
import { hasChats, type SessionAction } from './session-actions'
import { useSessions } from './sessions-context'

/** Does what can be done with a session, one thing at a time; what fails is told in a notice. */
export function useSessionActions(session: SessionFieldsFragment): (action: SessionAction) => Promise<void> {
  const [, navigate] = useLocation()
  const { refetch } = useSessions()
  const start = useAction(StartSessionDocument)
  const reconnect = useAction(ReconnectSessionDocument)
  const stop = useAction(StopSessionDocument)
  const logout = useAction(LogoutSessionDocument)
  const remove = useAction(DeleteSessionDocument)
  const sessionId = session.id

  /** Whether it was done. Where it was not, the session may be gone, which no event tells. */
  async function isDone(work: Promise<object | null>): Promise<boolean> {
    if ((await work) !== null) return true
    await refetch()
    return false
  }

  async function begin(): Promise<void> {
    const from = location.pathname
    // The states that follow come as events: nothing has to be waited for.
    const isBegun = await isDone(start.run({ input: { sessionId, waitSeconds: 0 } }))
    if (isBegun && !hasChats(session) && location.pathname === from) navigate(sessionPath(sessionId))
  }

  async function removeIt(): Promise<void> {
    if (!(await isDone(remove.run({ sessionId })))) return
    // Where somebody is by now, which is not where this was asked for.
    if (location.pathname.startsWith(sessionPath(sessionId))) navigate('/sessions')
    await refetch()
  }

  async function run(action: SessionAction): Promise<void> {
    // The button stays pressable, and so keeps the focus.
    if ([start, reconnect, stop, logout, remove].some(({ running }) => running)) return
    switch (action) {
      case 'OPEN':
      case 'SHOW_CODE':
        return navigate(sessionPath(sessionId))
      case 'START':
      case 'LINK':
        return begin()
      case 'RECONNECT':
        return void (await isDone(reconnect.run({ sessionId })))
      case 'STOP':
        return void (await isDone(stop.run({ sessionId })))
      case 'LOGOUT':
        return void (await isDone(logout.run({ sessionId })))
      case 'DELETE':
        return removeIt()
    }
  }
  return run
}
