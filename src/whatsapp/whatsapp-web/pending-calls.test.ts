import { EngineClosed } from '../../domain/engine'
import { PendingCalls } from './pending-calls'
import type { ToWorker } from './protocol'

const makeCalls = () => {
  const posted: ToWorker[] = []
  return { posted, calls: new PendingCalls((message) => posted.push(message)) }
}

test('each call gets its own answer', async () => {
  const { posted, calls } = makeCalls()
  const chats = calls.ask('chats', [], 1_000)
  const probe = calls.ask('probe', [], 1_000)
  expect(posted).toMatchObject([
    { id: 1, name: 'chats', args: [] },
    { id: 2, name: 'probe', args: [] },
  ])
  calls.reject(2, new Error('dead'))
  calls.resolve(1, [])
  expect(await chats).toEqual([])
  await expect(probe).rejects.toThrow('dead')
})

test("a call ends by its limit, and a late answer is nobody's", async () => {
  const { calls } = makeCalls()
  await expect(calls.ask('probe', [], 1)).rejects.toMatchObject({ name: 'EngineCallTimeout' })
  calls.resolve(1, undefined)
})

test('the end of the engine ends every call', async () => {
  const { calls } = makeCalls()
  const both = [calls.ask('probe', [], 1_000), calls.ask('contacts', [], 1_000)]
  calls.rejectAll(() => new EngineClosed('gone'))
  for (const call of both) await expect(call).rejects.toMatchObject({ name: 'EngineClosed', message: 'gone' })
})
