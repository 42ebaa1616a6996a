import type Client from 'whatsapp-web.js/src/Client'

import { startFailure } from './page-faults'

/** A client whose page gives this answer to the look at what it lacks. */
const clientWith = (evaluate: () => Promise<string[]>) => ({ pupPage: { evaluate } }) as unknown as Client

const whole = clientWith(() => Promise.resolve([]))
const foreign = clientWith(() => Promise.resolve(['require']))
const changed = clientWith(() => Promise.resolve(['WAWebCmd']))
const gone = clientWith(() => Promise.reject(new Error('Target closed')))
const unlaunched = {} as Client

test.each([
  ['no network', whole, 'net::ERR_NAME_NOT_RESOLVED at https://web.whatsapp.com/', 'NETWORK'],
  ['a page of somebody else, such as a hotel', foreign, 'auth timeout', 'NETWORK'],
  ['a page that never came', gone, 'auth timeout', 'NETWORK'],
  ['WhatsApp without its version', whole, 'auth timeout', 'INCOMPATIBLE'],
  ['WhatsApp without a module', changed, 'Requiring unknown module', 'INCOMPATIBLE'],
  ['a browser that does not start', unlaunched, 'Failed to launch the browser process', 'CRASH'],
  ['a page that crashed', gone, 'Protocol error: Target closed', 'CRASH'],
  ['a navigation in between', whole, 'Execution context was destroyed', 'CRASH'],
])('%s', async (_what, client, message, reason) => {
  expect(await startFailure(client, new Error(message))).toMatchObject({ reason })
})
