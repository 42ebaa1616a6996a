import type { SessionFieldsFragment, SessionState } from '../generated/operations'

/** What can be done with a session. START is also a new login; SHOW_CODE opens it where its code is. */
export type SessionAction = 'OPEN' | 'SHOW_CODE' | 'START' | 'LINK' | 'RECONNECT' | 'STOP' | 'LOGOUT' | 'DELETE'

/** How a state is coloured: it works, it is on its way, it needs somebody, it is off. */
type Tone = 'good' | 'waiting' | 'problem' | 'off'

const TONES: Record<SessionState, Tone> = {
  STOPPED: 'off',
  STARTING: 'waiting',
  AWAITING_LOGIN: 'waiting',
  AUTHENTICATING: 'waiting',
  CONNECTED: 'good',
  RECONNECTING: 'waiting',
  LOGGED_OUT: 'problem',
  FAILED: 'problem',
}

/** How good a state is, for its colour. */
export const toneOf = (state: SessionState): Tone => TONES[state]

/** Whether there are chats to show, whatever the session is at: somebody is or was logged in. */
export const hasChats = ({ me, sync }: SessionFieldsFragment): boolean => me !== null || sync !== null

/** What makes sense with a session as it is, the likeliest first. */
export function actionsOf(session: SessionFieldsFragment): readonly SessionAction[] {
  const open: SessionAction[] = hasChats(session) ? ['OPEN'] : []
  const logout: SessionAction[] = session.me === null ? [] : ['LOGOUT']
  switch (session.state) {
    case 'CONNECTED':
      return ['OPEN', 'RECONNECT', 'STOP', 'LOGOUT', 'DELETE']
    case 'AWAITING_LOGIN':
      return ['SHOW_CODE', ...open, 'STOP', 'DELETE']
    case 'STARTING':
    case 'AUTHENTICATING':
      return [...open, 'STOP', 'DELETE']
    case 'RECONNECTING':
      // Without a stored login there is nothing to hurry.
      return [...(session.me === null ? [] : ['RECONNECT' as const]), ...open, 'STOP', ...logout, 'DELETE']
    case 'FAILED':
      return [session.me === null ? 'LINK' : 'RECONNECT', ...open, ...logout, 'DELETE']
    case 'STOPPED':
      return ['START', ...open, ...logout, 'DELETE']
    case 'LOGGED_OUT':
      return ['LINK', ...open, 'DELETE']
  }
}
