import fastify from 'fastify'
import { PassThrough } from 'node:stream'
import { CHECK_TIMEOUT, registerHealth, type HealthOptions } from '../../src/server/health'
import { createLogger } from '../../src/server/logger'
import { PrometheusMetrics } from '../../src/server/metrics'

function build(overrides: Partial<HealthOptions> = {}) {
  const lines: string[] = []
  const logger = createLogger('info', false, { write: (line) => void lines.push(line) })
  const metrics = new PrometheusMetrics(logger)
  const app = fastify()
  registerHealth(app, { version: '1.2.3', readiness: [], connectedSessions: () => 2, metrics, logger, ...overrides })
  return { app, lines, metrics, logger }
}

afterEach(() => jest.useRealTimers())

test('/healthz tells the connected sessions', async () => {
  const response = await build().app.inject('/healthz')
  expect([response.statusCode, response.json()]).toEqual([
    200,
    { status: 'ok', connectedSessions: 2, version: '1.2.3' },
  ])
})

test('/healthz answers though the sessions cannot be counted, and the log says so', async () => {
  const { app, lines } = build({ connectedSessions: () => Promise.reject(new Error('no database')) })
  const response = await app.inject('/healthz')
  expect(response.statusCode).toBe(200)
  expect(response.json()).toMatchObject({ connectedSessions: null })
  expect(lines.join()).toContain('no database')
})

test('/readyz is 200 while all works, and otherwise names what does not, without credentials', async () => {
  const works = { name: 'redis', check: () => Promise.resolve() }
  expect((await build({ readiness: [works] }).app.inject('/readyz')).json()).toEqual({
    status: 'ready',
    checks: [{ name: 'redis', ok: true }],
  })
  const fails = { name: 'database', check: () => Promise.reject(new Error('\nno mysql://me:s3cret@db/x\nat …')) }
  const response = await build({ readiness: [works, fails] }).app.inject('/readyz')
  expect([response.statusCode, response.json()]).toEqual([
    503,
    {
      status: 'not ready',
      checks: [
        { name: 'redis', ok: true },
        { name: 'database', ok: false, error: 'no mysql://db/x' },
      ],
    },
  ])
})

test('a check that does not answer fails after its limit', async () => {
  const begun = new PassThrough()
  const check = () => new Promise<void>(() => begun.write('begun'))
  const { app } = build({ readiness: [{ name: 'database', check }] })
  await app.ready()
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] })
  const response = app.inject('/readyz')
  await new Promise((resolve) => begun.once('data', resolve))
  jest.advanceTimersByTime(CHECK_TIMEOUT)
  expect((await response).json()).toMatchObject({
    checks: [{ name: 'database', ok: false, error: `no answer within ${CHECK_TIMEOUT} ms` }],
  })
})

test('/metrics shows counters with and without labels, gauges, and the process', async () => {
  const { app, metrics, lines } = build()
  metrics.count('messages_stored', { origin: 'LIVE' })
  metrics.count('messages_stored', { origin: 'LIVE' }, 2)
  metrics.count('messages_stored', { origin: 'quo"te\\' })
  metrics.gauge('sockets', 'Sockets open.', () => 5)
  metrics.gauge('broken', 'Never read.', () => Promise.reject(new Error('no value')))
  const response = await app.inject('/metrics')
  expect(response.headers['content-type']).toContain('text/plain; version=0.0.4')
  const text = response.body.split('\n')
  expect(text).toEqual(
    expect.arrayContaining([
      '# HELP wagraph_messages_stored_total Messages stored, by origin.',
      '# TYPE wagraph_messages_stored_total counter',
      'wagraph_messages_stored_total{origin="LIVE"} 3',
      'wagraph_messages_stored_total{origin="quo\\"te\\\\"} 1',
      'wagraph_sends_total 0',
      'wagraph_sockets 5',
      'wagraph_broken Nan',
    ]),
  )
  expect(response.body).toContain('process_cpu_seconds_total')
  expect(lines.join()).toContain('no value')
})

test('at a terminal the log is readable, and a level holds back what is below it', () => {
  const lines: string[] = []
  const logger = createLogger('warn', true, { write: (line) => void lines.push(line) })
  logger.info({}, 'not shown')
  logger.warn({ session: 's1' }, 'shown')
  expect(lines).toEqual([expect.stringMatching(/WARN.*shown.*"session":"s1"/)])
})

test('the log hides what is named like a secret', () => {
  const { logger, lines } = build()
  logger.child({ session: 's1' }).info({ apiKey: 'k3y', request: { authorization: 'k3y' } }, 'hello')
  expect(lines).toHaveLength(1)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 'info',
    session: 's1',
    apiKey: '[redacted]',
    request: { authorization: '[redacted]' },
    msg: 'hello',
  })
})
