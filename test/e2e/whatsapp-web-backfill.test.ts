/** What whatsapp-web.js never announces is found all the same: in its blind window, while away, after a short cut. */
import type { LogEvent } from '../../src/domain/event-log'
import type { Account } from '../stand-in/stand-in'
import { type RealSession, SessionRig } from './session-rig'

jest.setTimeout(60_000)

const ADA = '628222'
const BEN = '628333'
const TEAM = { id: '120363@g.us', subject: 'Team', participants: ['628111', ADA, BEN] }

let rig: SessionRig
let account: Account

beforeEach(async () => {
  rig = await SessionRig.start()
  account = rig.standIn.account({ phone: '628111', contacts: [{ phone: ADA }, { phone: BEN }], chats: [TEAM] })
})

afterEach(() => rig.end())

/** Texts of the messages that were announced, in order. */
const announced = (events: readonly LogEvent[]) =>
  events.flatMap((event) => (event.type === 'message.received' ? [event.content.body] : []))

/** Texts or what changed of the messages since `seq`, with their origin. */
const toldSince = (events: readonly LogEvent[], seq: number) =>
  events.flatMap((event) => {
    if (event.seq <= seq || !('content' in event)) return []
    const what = event.type === 'message.received' ? event.content.body : event.change
    return [[what, event.origin]]
  })

/** The session's log as soon as the message with this text is in it. */
async function logWith(session: RealSession, body: string): Promise<LogEvent[]> {
  await session.told(body)
  return session.events()
}

test('a flood through the login: every message is announced, once', async () => {
  const session = await rig.waiting()
  const { qr } = await session.record()
  const sent: string[] = []
  const receive = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n += 1) {
      sent.push(`flood ${sent.length}`)
      account.receive({ from: n % 5 === 0 ? BEN : ADA, body: sent.at(-1) ?? '' })
    }
    await account.settled()
  }
  let isOver = false
  rig.standIn.scan(qr?.code ?? '', account)
  const connected = session.synchronised().then(() => (isOver = true))
  while (!isOver) await receive(20)
  await connected
  await receive(1)
  const events = await logWith(session, sent.at(-1) ?? '')
  expect(sent.length).toBeGreaterThan(100)
  expect(announced(events).sort()).toEqual([...sent].sort())
  expect(events.flatMap((event) => (event.type === 'history.gap' ? [event] : []))).toEqual([])
})

test('an absence: messages of all chats as they were sent, and what became of those before', async () => {
  const session = await rig.link(account)
  const say = (body: string) => account.receive({ from: ADA, body })
  const [edited, revoked] = [say('frist'), say('wrong chat')]
  const hidden = account.receive({ from: ADA, type: 'ciphertext' })
  const own = account.receive({ fromMe: true, chat: BEN, body: 'from the phone' })
  const before = (await logWith(session, 'from the phone')).length
  await rig.stop()

  account.edit(edited.key, 'first')
  account.revoke(revoked.key)
  account.decrypt(hidden.key, 'the late text')
  account.ack(own.key, 3)
  const now = Math.floor(Date.now() / 1000) + 1 // WhatsApp tells times in whole seconds
  const chats = [ADA, TEAM.id, BEN, TEAM.id, ADA, BEN]
  for (const [index, chat] of chats.entries()) {
    account.receive({ from: chat === TEAM.id ? BEN : chat, chat, body: `missed ${index}`, timestamp: now + index })
  }
  const gone = account.receive({ from: BEN, body: 'a secret', timestamp: now + 10 })
  account.revoke(gone.key)

  await rig.restart()
  await session.reached('CONNECTED')
  account.receive({ from: ADA, body: 'live again', timestamp: now + 20 })
  await session.told('live again')
  await rig.until(async () => toldSince(await session.events(), before).length >= 12 || undefined)
  const told = toldSince(await session.events(), before)
  const backfilled = told.filter(([, origin]) => origin === 'BACKFILL').map(([what]) => what)
  expect(backfilled.slice(0, 4).sort()).toEqual(['DECRYPTED', 'DELIVERY', 'EDIT', 'REVOKE'])
  expect(backfilled.slice(4)).toEqual([...chats.map((_, index) => `missed ${index}`), null])
  expect(told).toContainEqual(['live again', 'LIVE'])
  expect(told).toHaveLength(12)
})

test('a cut of the network that ends nothing: what the page took in without a word is found', async () => {
  const session = await rig.link(account)
  account.dropNetwork()
  await account.waitForPages(0)
  account.receive({ from: ADA, body: 'unheard of' })
  account.restoreNetwork({ announce: false })
  expect(await session.told('unheard of')).toMatchObject({ origin: 'BACKFILL' })
  expect((await session.states()).at(-1)).toBe('CONNECTED')
})
