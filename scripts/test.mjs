/** `npm test`: everything, with real services; arguments go to jest. The work is done in test/harness/services. */
import { createJiti } from 'jiti'
import process from 'node:process'

const { runTests } = await createJiti(import.meta.url).import('../test/harness/services/run-tests.ts')
process.exitCode = await runTests(process.argv.slice(2))
