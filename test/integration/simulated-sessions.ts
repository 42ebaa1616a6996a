/** What most tests begin with: sessions of the simulated engine, as a frontend makes them. */
import type { ApiClient } from '../harness/client'
import { SessionDocument, SimulateLoginDocument, StartDocument } from '../generated/operations'

/** Starts a new session, which then waits for its scan; resolves to its id. */
export async function awaitingSession(api: ApiClient, input = {}): Promise<string> {
  const { startSession } = await api.ask(StartDocument, { input: { engine: 'SIMULATED', ...input } })
  expect(startSession.session.state).toBe('AWAITING_LOGIN')
  return startSession.session.id
}

/** Starts a new session and scans its code; resolves to its id. */
export async function connectedSession(api: ApiClient): Promise<string> {
  const id = await awaitingSession(api)
  const { simulateLogin } = await api.ask(SimulateLoginDocument, { id })
  expect(simulateLogin.session.state).toBe('CONNECTED')
  return id
}

/** Resolves when all that the phone had at the login is stored; each look is a request, so it cannot spin. */
export async function synchronised(api: ApiClient, id: string): Promise<void> {
  for (;;) {
    const { session } = await api.ask(SessionDocument, { id })
    if (session?.sync?.phase === 'DONE') return
  }
}

/** The state of a session as it is stored. */
export async function stateOf(api: ApiClient, id: string): Promise<string | undefined> {
  return (await api.ask(SessionDocument, { id })).session?.state
}
