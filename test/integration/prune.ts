/** Retention at a moment that the test chooses, as another process on the server's database. */
import path from 'node:path'
import { systemClock } from '../../src/domain/clock'
import { openDatabase } from '../../src/persistence/database'
import { EventRetention, type RetentionLimits } from '../../src/persistence/event-retention'
import { PrometheusMetrics } from '../../src/server/metrics'
import { memoryLogger } from './server-fixture'

/** Prunes the logs of a server with this environment once; of what is not given, nothing is too much. */
export async function prune(
  dataDir: string,
  env: Readonly<Record<string, string>>,
  limits: Partial<RetentionLimits>,
): Promise<void> {
  const database = await openDatabase(env['DATABASE_URL'] ?? `file:${path.join(dataDir, 'wagraph.db')}`)
  const logger = memoryLogger()
  try {
    const parts = { database, clock: systemClock, logger, metrics: new PrometheusMetrics(logger) }
    await new EventRetention({ days: 365, count: 1e9, ...limits }, parts).prune()
  } finally {
    await database.close()
  }
}
