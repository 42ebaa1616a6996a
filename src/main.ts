import 'reflect-metadata'
import path from 'node:path'
import { existsSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { mkdir } from 'node:fs/promises'
import { type Config, ConfigError, loadConfig } from './config'
import { systemClock } from './domain/clock'
import type { EngineFactory, EngineKind } from './domain/engine'
import { toError } from './domain/errors'
import type { Logger } from './domain/logger'
import { isGone, ownerName } from './owner'
import { DatabaseUnavailableError, openDatabase } from './persistence/database'
import { PrismaEventLog } from './persistence/event-log'
import { EventRetention } from './persistence/event-retention'
import { PrismaIngestStore } from './persistence/ingest-store'
import { ApiKeys } from './persistence/keys'
import { migrate, MigrationError } from './persistence/migrations'
import { PrismaSessionContents } from './persistence/session-contents'
import { PrismaSessionStore } from './persistence/session-store'
import { PrismaWorkspaceReads } from './persistence/workspace-reads'
import { LocalWakeUps } from './pubsub/local-wake-ups'
import { PatientLog } from './pubsub/patient-log'
import { RecentLog } from './pubsub/recent-log'
import { RedisChannels } from './pubsub/redis-channels'
import { RedisUnavailableError } from './pubsub/redis-connection'
import { RedisWakeUps } from './pubsub/redis-wake-ups'
import { RoutedCommands } from './pubsub/routed-commands'
import { checkScopes, createContext } from './resolvers/context'
import { cursorFirst } from './resolvers/event-cursor'
import { allResolvers } from './resolvers/all'
import { build } from './schema/build'
import { createHttpServer } from './server/http-server'
import { createLogger } from './server/logger'
import { PrometheusMetrics } from './server/metrics'
import { CONSOLE, GRAPHIQL, registerPage } from './server/static-page'
import { MessageCommands } from './whatsapp/message-commands'
import { SessionCommands } from './whatsapp/session-commands'
import { SessionMaker } from './whatsapp/session-maker'
import { createSimulatedFactory } from './whatsapp/simulated/simulated-factory'
import { Supervisor } from './whatsapp/supervisor'
import { createWhatsappWebFactory } from './whatsapp/whatsapp-web/factory'

/** sysexits.h: the configuration is wrong. */
const EX_CONFIG = 78
/** All of an orderly stop; what has not ended by then is left to die with the process. */
const STOP_MS = 10_000

/**
 * The garbage that may lie in the heap before it is collected, in percent of what lives there. V8 would let it grow to
 * several times that where memory is plenty: a replay of the event log then took 150 MB, and takes 30 with this, at the
 * same speed.
 */
const HEAP_GROWING_PERCENT = 50

/** What has been started, and is ended in the opposite order. */
type Ending = () => Promise<void> | void

async function start(config: Config, logger: Logger, endings: Ending[]): Promise<void> {
  await mkdir(config.dataDir, { recursive: true })
  const clock = systemClock
  const metrics = new PrometheusMetrics(logger)
  const node = ownerName()

  const database = await openDatabase(config.databaseUrl)
  endings.push(() => database.close())
  const applied = await migrate(database, path.join(__dirname, '..', 'prisma'))
  if (applied.length > 0) logger.info({ applied }, 'the database was migrated')
  const limits = { days: config.eventRetentionDays, count: config.eventRetentionCount }
  const retention = new EventRetention(limits, { database, clock, logger, metrics })
  endings.push(() => retention.stop())
  retention.start()
  const keys = new ApiKeys(database)
  const madeKey = await keys.ensureAdmin(config.adminApiKey)

  const channels = config.redisUrl === null ? null : await RedisChannels.connect(config.redisUrl, logger)
  const wakeUps = channels ? await RedisWakeUps.connect(node, channels, logger, metrics) : new LocalWakeUps()
  endings.push(() => wakeUps.close())

  const sessions = new PrismaSessionStore(database, node, isGone)
  const contents = new PrismaSessionContents(database)
  const readsOf = (workspaceId: string) => new PrismaWorkspaceReads(database, workspaceId)

  const simulated = createSimulatedFactory({
    dataDir: config.dataDir,
    clock,
    room: (sessionId) => supervisor.room(sessionId),
  })
  const whatsappWeb = createWhatsappWebFactory({
    ...{ dataDir: config.dataDir, browserArgs: config.browserArgs, logger, metrics },
    ...(config.browserPath === null ? {} : { executablePath: config.browserPath }),
  })
  const all: EngineFactory[] = [whatsappWeb, simulated]
  const factories = new Map<EngineKind, EngineFactory>(
    all.filter(({ kind }) => config.engines.includes(kind)).map((factory) => [factory.kind, factory]),
  )
  const store = new PrismaIngestStore(database)
  const supervisor = new Supervisor({
    ...{ sessions, contents, factories, store, wakeUps, clock, logger, metrics },
    random: Math.random,
    shared: channels !== null,
    restoreConcurrency: config.restoreConcurrency,
    backfillDays: config.backfillDays,
  })
  const messages = new MessageCommands({ contents, readsOf, clock })
  const local = new SessionCommands({
    ...{ supervisor, sessions, messages, wakeUps },
    simulated: factories.has('SIMULATED') ? simulated : null,
  })
  const routing = { node, local, sessions, clock, logger }
  const commands = channels ? await RoutedCommands.connect({ ...routing, channels }) : local

  const log = new RecentLog(new PatientLog(new PrismaEventLog(database), { clock, logger }), wakeUps)
  const stream = { log, wakeUps, clock }
  const resolvers = allResolvers(commands, new SessionMaker(factories, sessions))
  const schema = cursorFirst(await build(resolvers, checkScopes))
  const server = await createHttpServer({
    ...{ schema, logger, metrics },
    authenticate: (key) => keys.authenticate(key),
    createContext: (viewer) => createContext(viewer, readsOf(viewer.workspaceId), stream),
    readiness: [
      { name: 'database', check: () => database.ping() },
      ...(channels ? [{ name: 'redis', check: () => channels.check() }] : []),
    ],
    connectedSessions: () => supervisor.connected(),
    configure: async (app) => {
      await registerPage(app, CONSOLE, path.join(__dirname, 'console'))
      await registerPage(app, GRAPHIQL, path.join(__dirname, 'graphiql'))
    },
  })
  endings.push(() => server.close())
  const { url } = await server.listen(config.host, config.port)

  if (factories.has('WHATSAPP_WEB')) await sayIfNoBrowser(whatsappWeb, logger)
  endings.push(() => supervisor.stop())
  await supervisor.start()
  announce(url, madeKey)
  logger.info({ url, database: database.dialect, redis: channels !== null }, 'wagraph is ready')
}

async function sayIfNoBrowser(factory: ReturnType<typeof createWhatsappWebFactory>, logger: Logger): Promise<void> {
  const why = factory.unavailable()
  if (why !== null) return logger.warn({}, why)
  const orphans = await factory.sweepOrphans()
  if (orphans > 0) logger.warn({ orphans }, 'browsers that a killed server had left were ended')
}

/** The one line for people: where to go, signed in where the key can be shown. */
function announce(url: string, madeKey: string | null): void {
  const line =
    madeKey === null
      ? `Open ${url} and sign in with your key (ADMIN_API_KEY, or the one shown at the first start).`
      : `Open ${url}/#key=${madeKey}\nThis link signs you in. It is shown only this once: keep the key.`
  process.stdout.write(`\n${line}\n\n`)
}

/** One line for a failure that an operator can mend; null where it is a fault of ours. */
function plainReason(error: Error, config: Config): string | null {
  if (error instanceof DatabaseUnavailableError || error instanceof RedisUnavailableError) return error.message
  if (error instanceof MigrationError) return error.message
  const { code, syscall } = error as NodeJS.ErrnoException
  if (syscall === 'mkdir') return `DATA_DIR ${config.dataDir} cannot be made: ${code}`
  if (code === 'EADDRINUSE') return `port ${config.port} on ${config.host} is in use; PORT chooses another`
  if (['EACCES', 'EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'].includes(code ?? ''))
    return `cannot listen on ${config.host}:${config.port}: ${code}`
  return null
}

async function end(endings: Ending[], logger: Logger): Promise<void> {
  for (let ending = endings.pop(); ending; ending = endings.pop()) {
    try {
      await ending()
    } catch (thrown) {
      logger.error({ err: toError(thrown) }, 'something did not end in order')
    }
  }
}

function readConfig(): Config {
  if (existsSync('.env')) process.loadEnvFile('.env')
  try {
    return loadConfig(process.env)
  } catch (thrown) {
    if (!(thrown instanceof ConfigError)) throw thrown
    process.stderr.write(`${thrown.mistakes.join('\n')}\n`)
    process.exit(EX_CONFIG)
  }
}

async function main(): Promise<void> {
  // Messages, logins and keys are nobody else's on this machine: what the server writes is its user's alone.
  process.umask(0o077)
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWING_PERCENT}`)
  const config = readConfig()
  const logger = createLogger(config.logLevel, process.stdout.isTTY)
  const endings: Ending[] = []
  let stopping: Promise<void> | null = null
  const stop = (signal: string): void => {
    stopping ??= (async () => {
      logger.info({ signal }, 'stopping')
      const timer = setTimeout(() => {
        logger.error({}, 'the stop took too long')
        process.exit(1)
      }, STOP_MS)
      await end(endings, logger)
      clearTimeout(timer)
      process.exit(0)
    })()
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  try {
    await start(config, logger, endings)
  } catch (thrown) {
    const error = toError(thrown)
    const reason = plainReason(error, config)
    if (reason === null) logger.error({ err: error }, 'the start failed')
    else process.stderr.write(`wagraph cannot start: ${reason}\n`)
    await end(endings, logger)
    process.exit(1)
  }
}

void main()
