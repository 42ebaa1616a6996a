import { setTimeout as delay } from 'node:timers/promises'
import { SessionDocument, SimulateLoginDocument, StartDocument, ViewerDocument } from '../generated/operations'
import { ApiClient } from '../harness/client'
import { ADMIN_KEY } from '../harness/server'
import { browserPath } from '../harness/services'
import { RUN_VARIABLE, TestRun } from '../harness/services/test-run'
import { makeKeys } from '../integration/workspace-keys'
import { startStandIn } from '../stand-in/server'
import type { Account, StandIn } from '../stand-in/stand-in'
import { makeAccount } from './cast'
import { type Killable, killableServices } from './killable'
import type { Shape } from './plan'
import type { RecordedSubscriber } from './recorded-subscriber'
import { ServerNode } from './server-node'

/** Pause between two looks at something that only the API tells, in milliseconds. */
export const LOOK_MS = 150

/** A session of a run, and who plays its phone: an account of the stand-in, or the server itself. */
export interface Session {
  id: string
  workspaceId: string
  node: ServerNode
  api: ApiClient
  account: Account | null
}

/** All that a run consists of. */
export interface World {
  shape: Shape
  standIn: StandIn
  services: { mysql: Killable; redis: Killable } | null
  nodes: readonly ServerNode[]
  /** Those of whatsapp-web.js first, then the simulated ones; all of one workspace. */
  sessions: readonly Session[]
  /** One of another workspace, of which nobody else may ever hear. */
  foreign: Session & { key: string }
  /** Where the nodes' database is. */
  databaseUrl: string
  subscribers: RecordedSubscriber[]
  end(): Promise<void>
}

/** Starts everything and links all sessions; what had been started is ended if that fails. */
export async function makeWorld(shape: Shape): Promise<World> {
  const endings: (() => Promise<unknown>)[] = []
  const end = async (): Promise<void> => {
    for (let ending = endings.pop(); ending; ending = endings.pop()) await ending()
  }
  try {
    return await build(shape, endings, end)
  } catch (error) {
    await end()
    throw error
  }
}

async function build(shape: Shape, endings: (() => Promise<unknown>)[], end: () => Promise<void>): Promise<World> {
  const standIn = await startStandIn()
  endings.push(() => standIn.close())
  const services = shape.hasServices ? await startServices(endings) : null
  const env = {
    ...{ PUPPETEER_EXECUTABLE_PATH: browserPath(), BROWSER_ARGS: standIn.chromiumArgs.join(' ') },
    ...(services ? { DATABASE_URL: services.mysql.url, REDIS_URL: services.redis.url } : {}),
  }
  const nodes: ServerNode[] = []
  for (let index = 0; index < shape.nodes; index += 1) {
    const node = await ServerNode.start(env)
    endings.push(() => node.end())
    nodes.push(node)
  }
  const [first] = nodes as [ServerNode]
  const databaseUrl = services?.mysql.url ?? `file:${first.dataDir}/wagraph.db`
  const foreign = await makeForeign(first, databaseUrl, endings)
  const sessions: Session[] = []
  for (let index = 0; index < shape.web + shape.simulated; index += 1) {
    const node = nodes[index % nodes.length] as ServerNode
    const account = index < shape.web ? makeAccount(standIn, index) : null
    sessions.push(await link(standIn, node, node.api, account))
  }
  const subscribers: RecordedSubscriber[] = []
  endings.push(() => Promise.all(subscribers.map((subscriber) => subscriber.stop())))
  for (const session of [foreign, ...sessions]) await connected(session, AbortSignal.timeout(60_000))
  return { shape, standIn, services, nodes, sessions, foreign, databaseUrl, subscribers, end }
}

async function startServices(endings: (() => Promise<unknown>)[]) {
  const run = new TestRun(process.env, process.env[RUN_VARIABLE])
  endings.push(async () => {
    const faults = await run.end()
    if (faults.length > 0) throw new Error(faults.join('\n'))
  })
  const services = await killableServices(run)
  endings.push(() => services.redis.end())
  endings.push(() => services.mysql.end())
  return services
}

async function makeForeign(node: ServerNode, databaseUrl: string, endings: (() => Promise<unknown>)[]) {
  const wanted = [{ workspaceId: null, scopes: ['ADMIN'] as const }]
  const [key = ''] = await makeKeys(node.dataDir, { DATABASE_URL: databaseUrl }, wanted)
  const api = new ApiClient(node.url, key)
  endings.push(() => api.close())
  return { ...(await link(null, node, api, null)), key }
}

/** Starts a session and plays its phone until it is logged in. */
async function link(
  standIn: StandIn | null,
  node: ServerNode,
  api: ApiClient,
  account: Account | null,
): Promise<Session> {
  const engine = account ? 'WHATSAPP_WEB' : 'SIMULATED'
  const { startSession } = await api.ask(StartDocument, { input: { engine } })
  const { id, qr } = startSession.session
  if (account && standIn) standIn.scan(qr?.code ?? '', account)
  else await api.ask(SimulateLoginDocument, { id })
  const { viewer } = await api.ask(ViewerDocument, {})
  return { id, workspaceId: viewer.workspace.id, node, api, account }
}

/** Resolves when the session is CONNECTED and all that its phone has is stored; rejects when the signal aborts. */
export async function connected(session: Session, signal: AbortSignal): Promise<void> {
  for (;;) {
    const state = await stateOf(session)
    if (state === 'CONNECTED, DONE') return
    if (signal.aborted) throw new Error(`session ${session.id} is ${state}, and stays so`)
    await delay(LOOK_MS)
  }
}

/** What the session says of itself, or why it cannot be asked: servers go away here. */
async function stateOf({ id, api }: Session): Promise<string> {
  try {
    const { session } = await api.ask(SessionDocument, { id })
    return `${session?.state}, ${session?.sync?.phase}`
  } catch (error) {
    return `not to be asked: ${(error as Error).message}`
  }
}

/** The key for a session's workspace. */
export const keyFor = ({ foreign }: World, workspaceId: string): string =>
  workspaceId === foreign.workspaceId ? foreign.key : ADMIN_KEY
