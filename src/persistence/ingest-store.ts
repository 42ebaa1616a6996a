import {
  type CommitResult,
  type IngestItem,
  type IngestStore,
  type Lease,
  LeaseLost,
  StoreUnavailable,
} from '../domain/ingest'
import type { Database, Tx } from './database'
import { isRefusal } from './database-errors'
import type { Prisma } from './generated/mysql/client'
import { Group } from './group'
import type { ChatMerge } from './people'
import { clip, fromEvent } from './records'
import { type Rows, WorkingSet } from './working-set'

/** The ingest door on Prisma: one transaction a group, a constant number of statements but for rows that change. */
export class PrismaIngestStore implements IngestStore {
  constructor(private readonly database: Database) {}

  async commit(lease: Lease, items: readonly IngestItem[]): Promise<CommitResult> {
    try {
      return await this.database.write((tx) => this.commitIn(tx, lease, items))
    } catch (error) {
      throw isRefusal(error) ? error : new StoreUnavailable('the database did not take a group', { cause: error })
    }
  }

  private async commitIn(tx: Tx, lease: Lease, items: readonly IngestItem[]): Promise<CommitResult> {
    const lastSeq = await heldSeq(tx, lease)
    const set = await WorkingSet.load(tx, lease, items)
    const group = new Group(lease, set)
    items.forEach((item) => group.apply(item))
    const events = group.events.map((event, index) => ({
      ...event,
      seq: lastSeq + index + 1,
      // Chats that the same group merged later on.
      chatId: event.chatId && set.chatNow(event.chatId),
    }))
    await write(tx, set, group)
    if (events.length > 0) await tx.event.createMany({ data: events.map(fromEvent) })
    await advance(tx, lease, lastSeq, group, events.length)
    return { events, messagesStored: set.messages.created.size, unmatched: group.unmatched }
  }
}

/** The session's newest sequence number, if the lease still holds. */
async function heldSeq(tx: Tx, { sessionId, owner, fence }: Lease): Promise<number> {
  const session = await tx.session.findFirst({ where: { id: sessionId, owner, fence }, select: { lastSeq: true } })
  if (!session) throw new LeaseLost(sessionId)
  return session.lastSeq
}

/** Moves the session on; the fence in the condition is what makes a second writer impossible. */
async function advance(tx: Tx, lease: Lease, lastSeq: number, group: Group, appended: number): Promise<void> {
  const data = { ...stateColumns(group), ...syncColumns(group), lastSeq: lastSeq + appended }
  const { sessionId: id, owner, fence } = lease
  const { count } = await tx.session.updateMany({ where: { id, owner, fence, lastSeq }, data })
  if (count !== 1) throw new LeaseLost(id)
}

function stateColumns({ state: { last } }: Group): Prisma.SessionUpdateManyMutationInput {
  if (!last) return {}
  const { state, reason, at, wanted, pairingCode, qr, me } = last
  return {
    ...{ state, stateReason: clip(reason, 500), stateChangedAt: at, wanted, pairingCode },
    ...{ qrCode: qr?.code ?? null, qrExpiresAt: qr?.expiresAt ?? null },
    ...(me === undefined
      ? {}
      : { meWhatsappId: me?.whatsappId ?? null, mePhone: me?.phone ?? null, meName: clip(me?.name ?? null, 255) }),
  }
}

function syncColumns({ state: { sync, syncedAt }, backfilled }: Group): Prisma.SessionUpdateManyMutationInput {
  const { messages, sinceStart } = backfilled
  return {
    ...(sync && { syncPhase: sync.phase, syncChatsDone: sync.chatsDone, syncChatsTotal: sync.chatsTotal }),
    ...(sinceStart || messages > 0 ? { syncMessagesStored: sinceStart ? messages : { increment: messages } } : {}),
    ...(syncedAt && { syncedAt }),
  }
}

async function write(tx: Tx, set: WorkingSet, group: Group): Promise<void> {
  await writeContacts(tx, set)
  if (set.chats.created.size > 0) await tx.chat.createMany({ data: [...set.chats.created] })
  await updateEach(set.chats, (id, data) => tx.chat.update({ where: { id }, data }))
  if (set.messages.created.size > 0) await tx.message.createMany({ data: [...set.messages.created] })
  await updateEach(set.messages, (id, data) => tx.message.update({ where: { id }, data }))
  for (const merge of group.people.chatMerges) await moveChat(tx, merge)
  await set.reactions.write(tx)
}

/** Rows that gave their LID or number away go first, or the taker would break the unique index. */
async function writeContacts(tx: Tx, { contacts }: WorkingSet): Promise<void> {
  const update = (id: string, data: Prisma.ContactUpdateInput) => tx.contact.update({ where: { id }, data })
  for (const contact of contacts.changed) if (contact.mergedInto !== null) await update(contact.id, contact)
  if (contacts.created.size > 0) await tx.contact.createMany({ data: [...contacts.created] })
  await updateEach(contacts, update)
}

async function updateEach<Row extends { id: string }>(
  rows: Rows<Row>,
  update: (id: string, data: Row) => PromiseLike<unknown>,
): Promise<void> {
  for (const row of rows.changed) await update(row.id, row)
}

async function moveChat(tx: Tx, { from, into }: ChatMerge): Promise<void> {
  await tx.message.updateMany({ where: { chatId: from.id }, data: { chatId: into.id } })
  await tx.event.updateMany({ where: { sessionId: from.sessionId, chatId: from.id }, data: { chatId: into.id } })
}
