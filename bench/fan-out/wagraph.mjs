/** wagraph itself as users run it, with its embedded database and one simulated session. */

import { KEY, startServer } from '../server.mjs'

const BODY = 'Hello, is it still there?'
const ARRIVE = 'mutation ($input: SimulateMessagesInput!) { simulateMessages(input: $input) { accepted } }'

/** Starts it; `publish` lets messages arrive at the engine, so many a second, and resolves when they begin to. */
export async function startWagraph(perSecond) {
  const server = await startServer()
  const { ask } = server
  const { startSession } = await ask('mutation { startSession(input: { engine: SIMULATED }) { session { id } } }')
  const { id } = startSession.session
  const { simulateLogin } = await ask('mutation ($id: ID!) { simulateLogin(sessionId: $id) { session { state } } }', {
    id,
  })
  const { state } = simulateLogin.session
  if (state !== 'CONNECTED') throw new Error(`the simulated session is ${state}`)
  return {
    ...{ url: server.socketUrl, authorization: `Bearer ${KEY}`, cpu: server.cpu, stop: server.stop },
    publish: (count) => ask(ARRIVE, { input: { sessionId: id, body: BODY, count, perSecond } }),
  }
}
