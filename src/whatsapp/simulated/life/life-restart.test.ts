import { makeSimulatedHarness } from '../../../../test/conformance/simulated-harness'
import type { Connection } from '../../../../test/conformance/engine-harness'
import { LivingPhones, messagesOf } from '../../../../test/harness/living-phones'
import type { EngineMessage } from '../../../domain/engine'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

const idsOf = (messages: readonly EngineMessage[]): string[] => messages.map(({ key }) => key.stanzaId)

const unreadOf = async ({ engine }: Connection): Promise<[string, number][]> =>
  (await engine.chats()).flatMap(({ whatsappId, unreadCount }): [string, number][] =>
    unreadCount > 0 ? [[whatsappId, unreadCount]] : [],
  )

describe('a life, after a restart of the server,', () => {
  let phones: LivingPhones
  beforeEach(async () => {
    phones = new LivingPhones(await makeSimulatedHarness())
  })
  afterEach(() => phones.dispose())

  it('goes on where it was, and no stanza id comes twice', async () => {
    const first = await phones.linked('x')
    await phones.pace(first, 3)
    let connection = first
    const live: string[] = []
    for (let boot = 0; boot < 3; boot++) {
      await phones.harness.clock.advance(2 * MINUTE)
      await (await phones.harness.factory.phone(first.sessionId)).save()
      live.push(...idsOf(messagesOf(connection)))
      await connection.engine.close()
      await phones.harness.restart()
      connection = await phones.connections.again(first.sessionId)
    }
    await phones.harness.clock.advance(2 * MINUTE)
    const last = messagesOf(connection)
    expect(last.length).toBeGreaterThan(20)
    live.push(...idsOf(last))
    expect(new Set(live).size).toBe(live.length)
  })

  it('tells no edit as news that was told before', async () => {
    const first = await phones.linked('x')
    await phones.pace(first, 20)
    const heard = await phones.lived(first, (35 * MINUTE) / 20)
    await phones.pace(first, 0)
    await phones.harness.restart()
    const shownNow = await phones.shown(await phones.connections.again(first.sessionId))
    const edits = heard
      .flatMap(({ recorder }) => recorder.all('edit'))
      .flatMap(({ key, body, editedAt }) => {
        const kept = shownNow.find((message) => message.key.stanzaId === key.stanzaId)
        return kept === undefined ? [] : [{ kept, body, editedAt }]
      })
    expect(edits.length).toBeGreaterThan(0)
    for (const { kept, body, editedAt } of edits) {
      expect(kept).toMatchObject({ body, editedAt: expect.any(Date) as unknown })
      expect(kept.editedAt?.getTime()).toBeLessThanOrEqual(editedAt.getTime())
    }
  })

  it('still has the messages before, as they were left, and their quotes', async () => {
    const first = await phones.linked('x')
    await phones.pace(first, 1)
    await phones.harness.clock.advance(12 * MINUTE)
    await phones.pace(first, 0)
    await phones.harness.quiet()
    const before = await phones.shown(first)
    const unread = await unreadOf(first)
    expect(unread.length).toBeGreaterThan(1)
    await first.engine.close()
    await phones.harness.restart()
    await phones.harness.clock.advance(HOUR)
    const second = await phones.connections.again(first.sessionId)
    const after = new Map((await phones.shown(second)).map((message) => [message.key.stanzaId, message]))
    expect(after.size).toBe(before.length)
    for (const { key, body, type, quotedStanzaId, revoked, sentAt } of before) {
      const same = after.get(key.stanzaId)
      expect(same).toMatchObject({ key, body, type, quotedStanzaId, revoked })
      expect(Math.abs((same?.sentAt.getTime() ?? 0) - sentAt.getTime())).toBeLessThan(10_000)
    }
    expect(second.recorder.count('message')).toBe(0)
    expect(await unreadOf(second)).toEqual(unread)
  })

  it('does not forget what was read, though the server was killed', async () => {
    const first = await phones.linked('x')
    const [chat, ...others] = await unreadOf(first)
    if (chat === undefined) throw new Error('nothing is unread')
    await phones.harness.drive(first.engine.markRead(chat[0]), 'the end of marking')
    await phones.harness.restart()
    expect(await unreadOf(await phones.connections.again(first.sessionId))).toEqual(others)
  })

  it('does not forget who came under a LID', async () => {
    const first = await phones.linked('x')
    await phones.pace(first, 100)
    const heard = await phones.lived(first, MINUTE)
    const switched = heard.flatMap(({ recorder }) => recorder.all('person')).map(({ person }) => person)
    expect(switched.length).toBeGreaterThan(1)
    for (const { phone, lid, whatsappId } of switched) expect([whatsappId, phone]).toEqual([lid, expect.any(String)])
    await phones.pace(first, 0)
    await phones.harness.restart()
    const again = await phones.connections.again(first.sessionId)
    expect(await again.engine.contacts()).toEqual(expect.arrayContaining(switched))
  })
})
