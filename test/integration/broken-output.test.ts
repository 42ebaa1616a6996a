/** A server whose output nobody reads any more, as when a log collector dies: it ends when it is told. */
import { withLimit } from '../../src/whatsapp/whatsapp-web/time-limit'
import { SimulateMessagesDocument } from '../generated/operations'
import { ApiClient } from '../harness/client'
import { makeDataDir, removeDataDir, startServer } from '../harness/server'
import { connectedSession } from './simulated-sessions'

jest.setTimeout(60_000)

it('ends within 10 s of SIGTERM, also in a flood', async () => {
  const dataDir = await makeDataDir()
  // One thread for files and database: a line that is written with its help is still on its way at the end.
  const server = await startServer(dataDir, { UV_THREADPOOL_SIZE: '1' })
  const api = new ApiClient(server.url)
  try {
    const id = await connectedSession(api)
    await api.ask(SimulateMessagesDocument, { input: { sessionId: id, count: 50_000, chats: 500, groups: 50 } })
    server.stopReading()
    expect(await withLimit(server.stop(), 10_000, 'the stop')).toBe(0)
  } finally {
    await server.kill()
    await api.close()
    await removeDataDir(dataDir)
  }
})
