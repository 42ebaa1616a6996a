import type { SessionFieldsFragment, SessionState } from '../generated/operations'
import { actionsOf } from './session-actions'

const ME = { __typename: 'Me', whatsappId: '628111@c.us', phone: '+628111', name: 'Sari' } as const

const session = (state: SessionState, me: SessionFieldsFragment['me']): SessionFieldsFragment => ({
  ...{ id: 'ses_1', name: 'Toko', engine: 'SIMULATED', state, stateReason: null, pairingCode: null, qr: null, me },
  ...{ stateChangedAt: '2026-01-01T00:00:00Z', createdAt: '2026-01-01T00:00:00Z', lastActivityAt: null },
  ...{ unreadCount: 0, memoryBytes: null, sync: null },
})

const STATES: SessionState[] = [
  ...(['STOPPED', 'STARTING', 'AWAITING_LOGIN', 'AUTHENTICATING', 'CONNECTED'] as const),
  ...(['RECONNECTING', 'LOGGED_OUT', 'FAILED'] as const),
]

describe('what can be done with a session', () => {
  it.each(STATES)('%s can be deleted, last of all', (state) => {
    expect(actionsOf(session(state, null)).at(-1)).toBe('DELETE')
  })

  it.each(STATES)('%s without a login is neither hurried nor logged out', (state) => {
    if (state === 'CONNECTED') return expect(actionsOf(session(state, ME))).toContain('LOGOUT')
    const actions = actionsOf(session(state, null))
    expect(actions).not.toContain('RECONNECT')
    expect(actions).not.toContain('LOGOUT')
  })

  it('begins with what helps', () => {
    expect(STATES.map((state) => actionsOf(session(state, ME))[0])).toEqual([
      ...['START', 'OPEN', 'SHOW_CODE', 'OPEN', 'OPEN', 'RECONNECT', 'LINK', 'RECONNECT'],
    ])
    expect(actionsOf(session('FAILED', null))[0]).toBe('LINK')
  })

  it('stops only what runs', () => {
    const stoppable = STATES.filter((state) => actionsOf(session(state, ME)).includes('STOP'))
    expect(stoppable).toEqual(['STARTING', 'AWAITING_LOGIN', 'AUTHENTICATING', 'CONNECTED', 'RECONNECTING'])
  })
})
