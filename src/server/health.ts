import type { FastifyInstance } from 'fastify'
import { toError } from '../domain/errors'
import type { Logger } from '../domain/logger'
import type { PrometheusMetrics } from './metrics'

/** One thing that must work before this node can serve. */
export interface ReadinessCheck {
  name: string
  /** Resolves if it works; rejects, or takes longer than 2 s, if not. */
  check: () => Promise<void>
}

export interface HealthOptions {
  version: string
  readiness: readonly ReadinessCheck[]
  /** How many sessions of this node are CONNECTED. */
  connectedSessions: () => number | Promise<number>
  metrics: PrometheusMetrics
  logger: Logger
}

/** How long a check may take, in milliseconds: orchestrators' probes give up after a few seconds. */
export const CHECK_TIMEOUT = 2_000

/**
 * Adds /healthz (the process lives), /readyz (it can serve) and /metrics (Prometheus).
 *
 * None of them asks for a key, for orchestrators and scrapers hold none: they tell counts and the names of checks, no
 * content and no secrets. The server listens on loopback unless HOST says otherwise; whoever opens it to a network
 * decides there who may reach these paths.
 */
export function registerHealth(app: FastifyInstance, options: HealthOptions): void {
  app.get('/healthz', async () => ({
    status: 'ok',
    connectedSessions: await connectedSessions(options),
    version: options.version,
  }))

  app.get('/readyz', async (_request, reply) => {
    const checks = await Promise.all(options.readiness.map((check) => outcome(check, options.logger)))
    const ready = checks.every((check) => check.ok)
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', checks })
  })

  app.get('/metrics', async (_request, reply) => {
    // Apart from send: setting the type on the reply of a failure would answer an error as Prometheus text.
    const text = await options.metrics.text()
    return reply.type(options.metrics.contentType).send(text)
  })
}

/** Null where it cannot be counted: liveness is about the process, and a lost database must not have it restarted. */
async function connectedSessions(options: HealthOptions): Promise<number | null> {
  try {
    return await withinLimit(Promise.resolve(options.connectedSessions()))
  } catch (error) {
    options.logger.warn({ err: toError(error) }, 'connected sessions could not be counted')
    return null
  }
}

interface CheckOutcome {
  name: string
  ok: boolean
  error?: string
}

async function outcome({ name, check }: ReadinessCheck, logger: Logger): Promise<CheckOutcome> {
  try {
    await withinLimit(check())
    return { name, ok: true }
  } catch (error) {
    logger.warn({ err: toError(error), check: name }, 'a readiness check failed')
    return { name, ok: false, error: publicText(toError(error).message) }
  }
}

/** The first line, without the credentials of URLs. */
const publicText = (message: string): string =>
  (message.split('\n').find((line) => line.trim() !== '') ?? '').replace(/\/\/[^/\s]*@/g, '//').slice(0, 200)

async function withinLimit<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${CHECK_TIMEOUT} ms`)), CHECK_TIMEOUT)
  })
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}
