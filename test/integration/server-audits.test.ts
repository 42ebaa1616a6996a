import { serverAudits } from 'graphql-http'
import { AUTHORIZATION, startServer, type Running } from './server-fixture'

let running: Running

beforeAll(async () => {
  running = await startServer()
})

afterAll(() => running.server.close())

test('GraphQL over HTTP holds by every audit of its working group', async () => {
  const audits = serverAudits({
    url: `${running.url}/graphql`,
    fetchFn: (url: string, init: RequestInit = {}) =>
      fetch(url, { ...init, headers: { ...init.headers, authorization: AUTHORIZATION } }),
  })
  const failures: string[] = []
  for (const audit of audits) {
    const result = await audit.fn()
    if (result.status !== 'ok') failures.push(`${result.id} ${result.name}: ${result.reason}`)
    // An answer that nobody reads keeps its connection busy until it is collected as garbage.
    if ('response' in result) await result.response.body?.cancel()
  }
  expect(failures).toEqual([])
  expect(audits).toHaveLength(61)
})
