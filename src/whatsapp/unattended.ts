import type { SessionRecord } from '../domain/model'
import type { SessionStore } from '../domain/ports'
import { next, type SessionInput } from '../domain/session-state'
import { IngestQueue, type IngestParts } from './ingest-queue'
import { type StateDetails, StateRecorder } from './state-recorder'

/**
 * Records what became of a session that no process runs and that this one cannot run either, so that clients are not
 * told of a connection that is no more; nothing where the input means nothing now.
 */
export async function recordUnattended(
  session: SessionRecord,
  input: SessionInput,
  details: StateDetails,
  parts: IngestParts & { sessions: SessionStore },
): Promise<void> {
  if (next(session.state, input) === null) return
  const lease = await parts.sessions.acquire(session)
  if (!lease) return // another process runs it by now
  try {
    const current = await parts.sessions.find(session.workspaceId, session.id)
    if (!current) return
    const leaseLost = (): void =>
      parts.logger.warn({ session: current.id }, 'another process has taken the session over')
    const queue = new IngestQueue(lease, parts, { leaseLost })
    await new StateRecorder(current.state, queue, parts).move(input, details)
  } finally {
    await parts.sessions.release(lease)
  }
}
