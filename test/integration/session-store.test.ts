/** Leases and deletion on both databases: one writer for each session, and nothing left of a deleted one. */
import { type IngestItem, LeaseLost } from '../../src/domain/ingest'
import { LEASE_MS } from '../../src/persistence/session-store'
import type { Statements } from '../../src/persistence/statements'
import { at, backfill, DIALECTS, groupChat, IngestFixture, live, OWNER, person, privateChat } from './ingest-fixture'
import { received, type IngestSession, WORKSPACE } from './ingest-fixture'

const ADA = person('4915110000001@c.us')
const CHAT = privateChat(ADA)
/** No browser was measured. */
const NOTHING = new Map<string, number>()

describe.each(DIALECTS)('%s: sessions', (dialect) => {
  let fixture: IngestFixture
  let id: string

  beforeAll(async () => {
    fixture = await IngestFixture.open(dialect)
  })
  afterAll(() => fixture.close())
  beforeEach(async () => {
    id = await fixture.create()
  })

  const acquire = (store = fixture.sessions) => store.acquire({ id, workspaceId: WORKSPACE })
  /** As if the time until which the lease holds were `ms` from now on the database's clock. */
  const expireIn = async (ms: number): Promise<void> => {
    const { leaseUntil } = await fixture.database.client.session.findUniqueOrThrow({ where: { id } })
    const shifted = (leaseUntil ?? 0n) - BigInt(LEASE_MS) + BigInt(ms)
    await fixture.database.client.session.update({ where: { id }, data: { leaseUntil: shifted } })
  }

  it('lets one process hold a session, until it lets go', async () => {
    const other = fixture.sessionsOf('other-process')
    const lease = await acquire()
    expect(lease).toMatchObject({ sessionId: id, workspaceId: WORKSPACE, owner: OWNER })
    expect(await acquire(other)).toBeNull()
    expect(await other.ownerOf(id)).toBe(OWNER)
    if (lease) await fixture.sessions.release(lease)
    expect(await other.ownerOf(id)).toBeNull()
    const next = await acquire(other)
    expect(next?.fence).toBeGreaterThan(lease?.fence ?? 0)
  })

  it('gives a session to one of many that ask at once', async () => {
    const stores = Array.from({ length: 6 }, (_, n) => fixture.sessionsOf(`process ${n}`))
    const leases = await Promise.all(stores.map((store) => acquire(store)))
    expect(leases.filter((lease) => lease !== null)).toHaveLength(1)
  })

  it('gives a session of a process that died to the next after 30 s, by the database’s clock', async () => {
    const other = fixture.sessionsOf('other-process')
    await acquire()
    await expireIn(5_000)
    expect(await acquire(other)).toBeNull()
    await expireIn(-1)
    expect(await fixture.sessions.ownerOf(id)).toBeNull()
    expect((await acquire(other))?.owner).toBe('other-process')
    expect(await acquire()).toBeNull()
  })

  it('does not wait for the lease of a process that is known to be gone', async () => {
    await acquire()
    const next = fixture.sessionsOf('next', (owner) => owner === OWNER)
    expect(await next.ownerOf(id)).toBeNull()
    expect(await acquire(next)).toMatchObject({ owner: 'next' })
  })

  it('prolongs the leases of this process only, and says which it holds', async () => {
    const other = fixture.sessionsOf('other-process')
    await acquire()
    await expireIn(1_000)
    expect([...(await other.renew(NOTHING))]).not.toContain(id)
    await expireIn(1_000)
    const held = await fixture.sessions.renew(NOTHING)
    expect(held).toContain(id)
    await expireIn(LEASE_MS - 5_000)
    expect(await acquire(other)).toBeNull()
  })

  it('stores with the leases what the browsers of running sessions take, until it is not measured any more', async () => {
    const GB_5 = 5 * 2 ** 30
    const [running, other, stopped] = [await fixture.session(), await fixture.session(), await fixture.session()]
    const all = [running, other, stopped]
    const bytes = async () =>
      Promise.all(all.map(async (one) => (await fixture.sessions.find(WORKSPACE, one.id))?.memoryBytes))
    const state = (wanted: boolean): IngestItem => ({
      ...{ type: 'state', state: wanted ? 'CONNECTED' : 'STOPPED', previousState: 'STARTING', reason: null, qr: null },
      ...{ pairingCode: null, wanted, at: at(0) },
    })
    await Promise.all([running.commit(state(true)), other.commit(state(true)), stopped.commit(state(false))])
    const measured = new Map(all.map(({ id: one }) => [one, GB_5]))
    await fixture.sessionsOf('other-process').renew(measured)
    expect(await bytes()).toEqual([null, null, null])
    await fixture.sessions.renew(measured)
    // What was measured before the stop came after it.
    expect(await bytes()).toEqual([GB_5, GB_5, null])
    await fixture.sessions.renew(new Map([[running.id, 1_000_000]]))
    expect(await bytes()).toEqual([1_000_000, null, null])
    await running.commit(state(false))
    expect(await bytes()).toEqual([null, null, null])
    await running.commit(state(true))
    for (const end of [
      () => fixture.sessions.release(running.lease),
      () => fixture.sessions.acquire({ id: running.id, workspaceId: WORKSPACE }),
    ]) {
      await fixture.database.client.session.update({ where: { id: running.id }, data: { memoryBytes: 1 } })
      await end()
      expect((await bytes())[0]).toBeNull()
    }
  })

  it('takes another workspace’s session for none', async () => {
    expect(await fixture.sessions.acquire({ id, workspaceId: 'wks_other' })).toBeNull()
    expect(await fixture.sessions.find('wks_other', id)).toBeNull()
  })

  it('brings back what should run and nobody holds', async () => {
    const other = fixture.sessionsOf('other-process')
    const wanted = async () => (await other.wanted()).map((session) => session.id).filter((found) => found === id)
    await fixture.database.client.session.update({ where: { id }, data: { wanted: true } })
    expect(await wanted()).toEqual([id])
    const lease = await acquire()
    expect(await wanted()).toEqual([])
    if (lease) await fixture.sessions.release(lease)
    expect(await wanted()).toEqual([id])
  })

  it.each([
    ['events', live(received('B', CHAT))],
    ['rows without events', backfill(received('B', CHAT), false)],
    ['a contact', { type: 'person', person: { ...ADA, savedName: 'Ada' } } as const],
  ])('refuses %s of a process whose lease has gone to another, and writes nothing', async (_, item) => {
    const session = await fixture.session()
    await session.commit(live(received('A', CHAT)))
    await expect(fixture.store.commit({ ...session.lease, owner: 'other' }, [item])).rejects.toThrow(LeaseLost)
    await expect(fixture.store.commit({ ...session.lease, fence: 0 }, [item])).rejects.toThrow(LeaseLost)
    await fixture.sessions.acquire({ id: session.id, workspaceId: WORKSPACE })
    await expect(session.commit(item)).rejects.toThrow(LeaseLost)
    expect(await session.messages()).toHaveLength(1)
    expect(await session.contacts()).toMatchObject([{ name: '+4915110000001' }])
    expect(await session.events()).toHaveLength(1)
  })

  const known = { type: 'person', person: ADA } as const
  // The embedded database has one writer: nobody can come in between there.
  const inBetween = dialect === 'mysql' ? ([live(received('A', CHAT)), known] as const) : []
  for (const item of inBetween) {
    it(`refuses a ${item.type} whose session is taken over while it is being written`, async () => {
      const session = await fixture.session()
      const write = fixture.database.writeSql.bind(fixture.database)
      jest
        .spyOn(fixture.database, 'writeSql')
        .mockImplementationOnce(<T>(work: (statements: Statements) => Promise<T>) =>
          write((statements) => work(interrupted(statements, () => takeOver(session)))),
        )
      await expect(session.commit(item)).rejects.toThrow(LeaseLost)
      expect([await session.messages(), await session.contacts()]).toEqual([[], []])
    })
  }

  /** The transaction, with `work` done right after it has read the session. */
  const interrupted = (statements: Statements, work: () => Promise<void>): Statements => ({
    ...statements,
    select: async (sql, values) => {
      const found = await statements.select(sql, values)
      if (sql.includes('FROM sessions')) await work()
      return found as never[]
    },
  })

  const takeOver = async (session: IngestSession): Promise<void> => {
    const data = { owner: 'other-process', fence: { increment: 1 } }
    await fixture.database.client.session.updateMany({ where: { id: session.id }, data })
  }

  it('deletes everything of a session, and nothing else', async () => {
    const [gone, kept] = [await fixture.session(), await fixture.session()]
    for (const session of [gone, kept]) {
      const key = { fromMe: false, stanzaId: 'A' }
      await session.commit(
        ...[live(received('A', CHAT)), live(received('B', groupChat('1203@g.us'), { sender: ADA }))],
        { type: 'reaction', key, sender: null, emoji: '👍', at: at(1) },
      )
    }
    await fixture.sessions.delete(gone.id)
    const left = async (session: IngestSession) => {
      const where = { sessionId: session.id }
      const { event, reaction, message, chat, contact } = fixture.database.client
      const found = await Promise.all([event, reaction, message, chat, contact].map((table) => count(table, where)))
      return [...found, await fixture.database.client.session.count({ where: { id: session.id } })]
    }
    expect(await left(gone)).toEqual([0, 0, 0, 0, 0, 0])
    expect(await left(kept)).toEqual([3, 1, 2, 2, 1, 1])
    await expect(gone.commit(live(received('C', CHAT)))).rejects.toThrow(LeaseLost)
    await fixture.sessions.delete(gone.id)
  })

  const count = (table: unknown, where: object): Promise<number> =>
    (table as { count: (query: object) => Promise<number> }).count({ where })
})
