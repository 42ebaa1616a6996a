/** The state machine of a session: pure; the supervisor runs it. */

export type SessionState =
  'STOPPED' | 'STARTING' | 'AWAITING_LOGIN' | 'AUTHENTICATING' | 'CONNECTED' | 'RECONNECTING' | 'LOGGED_OUT' | 'FAILED'

/** What can happen to a session. */
export type SessionInput =
  /** Somebody asks for it to run. */
  | 'start'
  /** A QR or pairing code waits for the phone. */
  | 'code'
  | 'authenticated'
  | 'ready'
  /** The connection, or an attempt at one, ended; another attempt follows. */
  | 'lost'
  /** The phone unlinked the device, or logoutSession did. */
  | 'unlinked'
  /** Given up for now. */
  | 'fail'
  | 'stop'

type Row = Partial<Record<SessionInput, SessionState>>

/**
 * state × input → state. An input that a state does not list is ignored: late events of an ended attempt are normal.
 * RECONNECTING stays through its attempts until CONNECTED, so that clients see one outage, not a flicker.
 */
export const TRANSITIONS: Record<SessionState, Row> = {
  STOPPED: { start: 'STARTING', unlinked: 'LOGGED_OUT' },
  STARTING: {
    code: 'AWAITING_LOGIN',
    authenticated: 'AUTHENTICATING',
    ready: 'CONNECTED',
    lost: 'RECONNECTING',
    unlinked: 'LOGGED_OUT',
    fail: 'FAILED',
    stop: 'STOPPED',
  },
  AWAITING_LOGIN: {
    start: 'STARTING',
    code: 'AWAITING_LOGIN',
    authenticated: 'AUTHENTICATING',
    ready: 'CONNECTED',
    lost: 'STARTING',
    unlinked: 'LOGGED_OUT',
    fail: 'FAILED',
    stop: 'STOPPED',
  },
  AUTHENTICATING: {
    start: 'STARTING',
    code: 'AWAITING_LOGIN',
    ready: 'CONNECTED',
    lost: 'RECONNECTING',
    unlinked: 'LOGGED_OUT',
    fail: 'FAILED',
    stop: 'STOPPED',
  },
  CONNECTED: {
    start: 'STARTING',
    lost: 'RECONNECTING',
    unlinked: 'LOGGED_OUT',
    fail: 'FAILED',
    stop: 'STOPPED',
  },
  RECONNECTING: {
    start: 'STARTING',
    code: 'AWAITING_LOGIN',
    ready: 'CONNECTED',
    unlinked: 'LOGGED_OUT',
    fail: 'FAILED',
    stop: 'STOPPED',
  },
  LOGGED_OUT: { start: 'STARTING' },
  FAILED: { start: 'STARTING', unlinked: 'LOGGED_OUT', stop: 'STOPPED' },
}

/** The state after `input`, or null where it changes nothing. */
export function next(state: SessionState, input: SessionInput): SessionState | null {
  return TRANSITIONS[state][input] ?? null
}
