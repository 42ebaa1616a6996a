/**
 * `npm run screenshots`: builds if anything has changed, and draws every view of the console in the browser that
 * `npm run browser` finds (test/screenshots/draw.ts).
 */
import { createJiti } from 'jiti'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { buildIfStale, ROOT } from './stale-build.mjs'

buildIfStale()
const look = spawnSync(process.execPath, [join(ROOT, 'scripts/browser.mjs'), '--find'], { encoding: 'utf8' })
if (look.status !== 0) throw new Error(`the look for a browser failed: ${look.stderr}`)
const browser = look.stdout.trim()
if (browser === '') throw new Error('there is no browser: npm run browser fetches one')
process.env.PUPPETEER_EXECUTABLE_PATH = browser
const { draw } = await createJiti(import.meta.url).import('../test/screenshots/draw.ts')
await draw(ROOT)
