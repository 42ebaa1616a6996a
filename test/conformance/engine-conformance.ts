import type { EngineHarness } from './engine-harness'
import { Connections } from './engine-harness'
import { describeEnding } from './engine-ending'
import { describeListings } from './engine-listings'
import { describeLogin } from './engine-login'
import { describeMessages } from './engine-messages'
import { describeSending } from './engine-sending'

/** How long one test may take, in milliseconds: a browser on a busy machine needs its time. */
const TEST_LIMIT_MS = 60_000

/**
 * Proves that an implementation keeps every promise of the port `Engine`; src/domain/engine.ts is the text. The harness
 * is made once for the whole suite, and every test has a session of its own.
 */
export function describeEngine(name: string, makeHarness: () => Promise<EngineHarness>): void {
  describe(`${name} is an Engine`, () => {
    let connections: Connections | null = null
    const get = (): Connections => {
      if (connections === null) throw new Error('the harness was not made')
      return connections
    }

    jest.setTimeout(TEST_LIMIT_MS)
    beforeAll(async () => {
      connections = new Connections(await makeHarness())
    })
    afterEach(() => get().closeAll())
    afterAll(() => connections?.harness.dispose())

    describeLogin(get)
    describeMessages(get)
    describeSending(get)
    describeListings(get)
    describeEnding(get)
  })
}
