import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Random } from '../harness/random'
import { comeLate, gather } from './audience'
import { check, report } from './checker'
import { conclude } from './ending'
import type { History, Violation } from './history'
import { Nemesis } from './nemesis'
import { plan, type Round, type Shape } from './plan'
import { Traffic } from './traffic'
import { connected, makeWorld, type World } from './world'

/** How long everything may take to recover from a round of faults, in milliseconds. */
const RECOVERY_LIMIT_MS = 60_000

/** One run: from a seed, in a world of a shape, of at least so many rounds. */
export interface Run {
  seed: string
  shape: Shape
  rounds: number
}

/** What a run came to. */
export interface Outcome {
  history: History
  violations: Violation[]
  /** For people: what to do to see it again, what happened when, what is wrong, and where the whole history is. */
  report: string
}

/** Plays a run from its seed, telling what it does, ends everything that it started, and judges its history. */
export async function play(run: Run, tell: (line: string) => void): Promise<Outcome> {
  const began = Date.now()
  const lines: string[] = []
  const say = (text: string): void => {
    const line = `${((Date.now() - began) / 1000).toFixed(1)} s: ${text}`
    lines.push(line)
    tell(line)
  }
  return judged(run, lines, (world) => playIn(world, run, say))
}

/** Makes a world, plays in it, ends it, and judges what came of it. */
export async function judged(
  run: Run,
  lines: readonly string[],
  playing: (world: World) => Promise<History>,
): Promise<Outcome> {
  const world = await makeWorld(run.shape)
  try {
    const history = await playing(world)
    const violations = check(history)
    if (violations.length === 0) return { history, violations, report: '' }
    const folder = await keep(history, lines, world)
    const title = `seed ${run.seed}, ${JSON.stringify(run.shape)}, ${run.rounds} rounds; all of it is in ${folder}`
    return { history, violations, report: [title, ...lines, report(violations)].join('\n') }
  } finally {
    await world.end()
  }
}

async function playIn(world: World, { seed, shape, rounds }: Run, say: (line: string) => void): Promise<History> {
  say('all sessions are connected')
  const traffic = new Traffic(world, seed)
  const nemesis = new Nemesis(world, new Random(`${seed} nemesis`))
  try {
    await gather(world)
    const planned = plan(seed, shape, rounds)
    for (const [index, round] of planned.entries()) {
      if (index === Math.floor(planned.length / 2)) comeLate(world)
      await playRound(round, { world, traffic, nemesis, say })
    }
    say('all is healed')
    const history = await conclude(world, traffic)
    const { accepted, sent, log } = history
    const seen = history.subscribers.reduce((sum, subscriber) => sum + subscriber.seen.length, 0)
    say(`${accepted.length} messages accepted, ${sent.length} sent, ${log.length} events logged, ${seen} seen`)
    return history
  } finally {
    await traffic.answered(AbortSignal.abort()) // or what is asked for until it is answered would never end
  }
}

interface Players {
  world: World
  traffic: Traffic
  nemesis: Nemesis
  say: (line: string) => void
}

async function playRound({ before, faults, during, ms, after, settles }: Round, players: Players): Promise<void> {
  const { world, traffic, nemesis, say } = players
  for (const act of before) traffic.perform(act)
  say(`${faults.map((fault) => JSON.stringify(fault)).join(' and ')} for ${ms} ms`)
  for (const fault of faults) await nemesis.strike(fault)
  for (const act of during) traffic.perform(act)
  await delay(ms) // The fault itself takes this long; nothing is waited for.
  await nemesis.heal(faults)
  for (const act of after) traffic.perform(act)
  if (!settles) return
  const signal = AbortSignal.timeout(RECOVERY_LIMIT_MS)
  try {
    for (const session of world.sessions) await connected(session, signal)
    say('recovered')
  } catch (error) {
    // The end waits longer, and judges.
    say(`not recovered: ${(error as Error).message}`)
  }
}

/** Keeps what a failed run leaves to look at: its history, what happened, and what the servers printed. */
async function keep(history: History, lines: readonly string[], { nodes }: World): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'wagraph-history-'))
  await writeFile(path.join(folder, 'history.json'), JSON.stringify(history, null, 1))
  await writeFile(path.join(folder, 'run.txt'), lines.join('\n'))
  for (const [index, node] of nodes.entries()) {
    await writeFile(path.join(folder, `server-${index}.log`), node.lines.join('\n'))
  }
  return folder
}
