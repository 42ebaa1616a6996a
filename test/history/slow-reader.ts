import { setTimeout as delay } from 'node:timers/promises'
import { comeSlowly } from './audience'
import { conclude } from './ending'
import { judged, type Outcome } from './run'
import type { ServerNode } from './server-node'
import { Traffic } from './traffic'
import { LOOK_MS } from './world'

/** What the slow reader is sent: more than the sockets and the server hold for it, in bytes. */
const SLOW = { count: 500, length: 60_000 } as const

/** A reader that stands still while much is sent, until the server cuts it off; then it reads on. */
export async function playSlowReader(): Promise<Outcome & { closes: readonly (number | null)[] }> {
  const shape = { nodes: 1, web: 0, simulated: 1, hasServices: false }
  const seed = 'slow reader'
  const closes: (number | null)[] = []
  const outcome = await judged({ seed, shape, rounds: 0 }, [], async (world) => {
    const traffic = new Traffic(world, seed)
    const slow = comeSlowly(world)
    await slow.opened()
    slow.stall()
    traffic.perform({ kind: 'flood', session: 0, chats: 3, perSecond: null, ...SLOW })
    await cutOff(world.nodes[0] as ServerNode)
    slow.goOn()
    const history = await conclude(world, traffic)
    closes.push(...slow.closes)
    return history
  })
  return { ...outcome, closes }
}

/** Resolves when the server has cut a slow reader off. */
async function cutOff({ url }: ServerNode): Promise<void> {
  for (;;) {
    const metrics = await (await fetch(`${url}/metrics`)).text()
    if (/^wagraph_slow_consumers_total [1-9]/m.test(metrics)) return
    await delay(LOOK_MS)
  }
}
