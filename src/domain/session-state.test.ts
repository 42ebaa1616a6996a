import { Random } from '../../test/harness/random'
import { next, type SessionInput, type SessionState, TRANSITIONS } from './session-state'

const STATES = Object.keys(TRANSITIONS) as SessionState[]
const INPUTS: SessionInput[] = ['start', 'code', 'authenticated', 'ready', 'lost', 'unlinked', 'fail', 'stop']

/** The states that can be reached from one, itself included. */
function reachable(from: SessionState): Set<SessionState> {
  const found = new Set([from])
  for (const state of found) {
    for (const input of INPUTS) found.add(next(state, input) ?? state)
  }
  return found
}

describe('the states of a session', () => {
  it('are eight, and each can be reached from a new session', () => {
    expect([...reachable('STOPPED')].sort()).toEqual([...STATES].sort())
    expect(STATES).toHaveLength(8)
  })

  it.each(STATES)('%s can be left, for a new connection in the end', (state) => {
    expect(reachable(state)).toContain('CONNECTED')
    expect(INPUTS.some((input) => ![null, state].includes(next(state, input)))).toBe(true)
  })

  it('lead from one to another only as the table says, whatever happens', () => {
    const random = new Random('any order of inputs')
    let state: SessionState = 'STOPPED'
    const seen = new Set<SessionState>()
    for (let step = 0; step < 10_000; step += 1) {
      const input = random.pick(INPUTS)
      const to = next(state, input)
      expect(to).toBe(TRANSITIONS[state][input] ?? null)
      state = to ?? state
      expect(STATES).toContain(state)
      seen.add(state)
    }
    expect(seen.size).toBe(STATES.length)
  })

  it('keep a session that is LOGGED_OUT until somebody starts it', () => {
    const leaving = INPUTS.filter((input) => next('LOGGED_OUT', input) !== null)
    expect(leaving).toEqual(['start'])
  })

  it.each(['STOPPED', 'FAILED'] as const)('let no event of an engine revive a session that is %s', (state) => {
    for (const input of ['code', 'authenticated', 'ready', 'lost', 'fail'] as const) {
      expect(next(state, input)).toBeNull()
    }
    expect(next(state, 'start')).toBe('STARTING')
  })

  it('stay RECONNECTING through the attempts', () => {
    for (const input of ['authenticated', 'lost'] as const) expect(next('RECONNECTING', input)).toBeNull()
  })

  it('lead to STOPPED, FAILED and LOGGED_OUT from wherever a session runs', () => {
    const running = ['STARTING', 'AWAITING_LOGIN', 'AUTHENTICATING', 'CONNECTED', 'RECONNECTING'] as const
    for (const state of running) {
      expect([next(state, 'stop'), next(state, 'fail'), next(state, 'unlinked')]).toEqual([
        ...['STOPPED', 'FAILED', 'LOGGED_OUT'],
      ])
    }
  })

  it('tell a new login from a lost connection: nobody is logged in while a code waits', () => {
    expect(next('AWAITING_LOGIN', 'lost')).toBe('STARTING')
    expect(next('AUTHENTICATING', 'lost')).toBe('RECONNECTING')
    expect(next('CONNECTED', 'lost')).toBe('RECONNECTING')
  })
})
