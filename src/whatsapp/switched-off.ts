import type { Lease } from '../domain/ingest'
import type { SessionRecord } from '../domain/model'
import type { SessionStore } from '../domain/ports'
import { IngestQueue, type IngestParts } from './ingest-queue'
import { AT_REST, StateRecorder } from './state-recorder'

/** A session that should run, of an engine that may not: FAILED with the reason, and still wanted. */
export async function markSwitchedOff(
  session: SessionRecord,
  parts: IngestParts & { sessions: SessionStore },
): Promise<void> {
  const lease = await parts.sessions.acquire(session)
  if (!lease) return // another process runs it
  try {
    await fail(lease, parts)
  } finally {
    await parts.sessions.release(lease)
  }
}

async function fail(lease: Lease, parts: IngestParts & { sessions: SessionStore }): Promise<void> {
  const current = await parts.sessions.find(lease.workspaceId, lease.sessionId)
  if (!current || AT_REST.includes(current.state)) return
  const leaseLost = (): void => parts.logger.warn({ session: current.id }, 'another process has taken the session over')
  const state = new StateRecorder(current.state, new IngestQueue(lease, parts, { leaseLost }), parts)
  const reason = `the engine ${current.engine} is switched off in ENGINES`
  await state.move('fail', { reason, wanted: true })
}
