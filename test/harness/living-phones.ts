import type { EngineMessage } from '../../src/domain/engine'
import { Connections } from '../conformance/engine-harness'
import type { Connection } from '../conformance/engine-harness'
import type { SimulatedHarness } from '../conformance/simulated-harness'

/** What the connection heard of messages. */
export const messagesOf = ({ recorder }: Connection): EngineMessage[] =>
  recorder.all('message').map(({ message }) => message)

/** Simulated phones that live, on a clock that stands still until a test moves it. */
export class LivingPhones {
  readonly connections: Connections

  constructor(readonly harness: SimulatedHarness) {
    this.connections = new Connections(harness)
  }

  /** A new session, linked to the account that the seed names. */
  async linked(seed: string): Promise<Connection> {
    const connection = await this.connections.create()
    await connection.engine.start()
    await connection.event('qr')
    await this.harness.factory.login(connection.sessionId, seed)
    await connection.event('ready')
    return connection
  }

  /** Lets it live at that pace. */
  pace({ sessionId }: Connection, pace: number): Promise<void> {
    return this.harness.factory.live(sessionId, pace)
  }

  /** Lets the time pass, with a new connection after each that was lost; all of them. */
  async lived(from: Connection, ms: number): Promise<Connection[]> {
    const { clock } = this.harness
    const connected = [from]
    const end = clock.now().getTime() + ms
    for (let left = ms; left > 0; left = end - clock.now().getTime()) {
      await clock.advance(Math.min(left, 5_000))
      if (connected.at(-1)?.recorder.count('closed') === 1) {
        connected.push(await this.connections.again(from.sessionId))
      }
    }
    return connected
  }

  /** What the phone shows in all its chats. */
  async shown({ engine }: Connection): Promise<EngineMessage[]> {
    const chats = await engine.chats()
    return (await Promise.all(chats.map(({ whatsappId }) => engine.history(whatsappId, 100_000, null)))).flat()
  }

  async dispose(): Promise<void> {
    await this.connections.closeAll()
    await this.harness.dispose()
  }
}
