/** Draws every view of the console, as a person would see it: nothing is compared, people look at them. */
import { spawnSync } from 'node:child_process'
import { copyFile, mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { ApiClient } from '../harness/client'
import { ConsoleBrowser, type Look, PHONE } from '../harness/console-browser'
import { makeDataDir, removeDataDir, startServer } from '../harness/server'
import { EMPTY_VIEWS, fill, type Shown, type View, VIEWS } from './views'

/** Where all are drawn to; not part of the repository. */
const ALL = 'screenshots'
/** Where those of the README are copied to. */
const README = 'docs/screenshots'
const IN_README = [
  'first-run-desktop-light',
  'qr-code-desktop-light',
  'group-desktop-light',
  'events-desktop-dark',
  'chats-phone-light',
  'group-phone-dark',
  'right-to-left-phone-light',
]

const SCREENS: Readonly<Record<string, Look>> = { desktop: {}, phone: PHONE }
const SCHEMES = ['light', 'dark'] as const

/** What the simulated people write in, by a language that fontconfig knows. Without a font, letters are boxes. */
const SCRIPTS = { ar: 'Arabic', he: 'Hebrew', hi: 'Devanagari', ja: 'Japanese', 'und-zsye': 'emoji' }

/** Draws all of them, and copies those of the README. */
export async function draw(root: string): Promise<void> {
  expectFonts()
  const folder = path.join(root, ALL)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const dataDir = await makeDataDir()
  const server = await startServer(dataDir)
  const api = new ApiClient(server.url)
  const browser = await ConsoleBrowser.launch()
  try {
    const shown = { url: server.url, browser, api, folder }
    await drawViews(shown, EMPTY_VIEWS, {
      shop: '',
      branch: '',
      warehouse: '',
      group: '',
      family: '',
      oliver: '',
      noura: '',
    })
    await drawViews(shown, VIEWS, await fill(api))
  } finally {
    await api.close()
    await browser.close()
    await server.stop()
    await removeDataDir(dataDir)
  }
  await mkdir(path.join(root, README), { recursive: true })
  for (const name of IN_README) await copyFile(path.join(folder, `${name}.png`), path.join(root, README, `${name}.png`))
  process.stdout.write(`The README's are in ${README}, all are in ${ALL}.\n`)
}

interface Place {
  readonly url: string
  readonly browser: ConsoleBrowser
  readonly api: ApiClient
  readonly folder: string
}

async function drawViews({ url, browser, api, folder }: Place, views: readonly View[], shown: Shown): Promise<void> {
  for (const { name, path: at, see, locale = 'en-US', isSignedOut = false } of views) {
    for (const [screen, look] of Object.entries(SCREENS)) {
      for (const colorScheme of SCHEMES) {
        const console = await browser.newPage(url, { ...look, colorScheme, locale })
        const { page, context } = console
        if (isSignedOut) await page.goto(url)
        else await (await console.open(at(shown))).live()
        await see(page, api, shown)
        // Nothing is under a pointer that no person holds, and letters are in their own fonts.
        await page.mouse.move(0, 0)
        await page.evaluate('document.fonts.ready.then(() => null)')
        await page.screenshot({ path: path.join(folder, `${name}-${screen}-${colorScheme}.png`) })
        await context.close()
      }
    }
    process.stdout.write(`${name}\n`)
  }
}

/** Throws where a script of the people's has no font. */
function expectFonts(): void {
  const missing = Object.entries(SCRIPTS).filter(([language]) => {
    const { stdout, status } = spawnSync('fc-list', [`:lang=${language}`], { encoding: 'utf8' })
    return status !== 0 || stdout === ''
  })
  if (missing.length === 0) return
  const names = missing.map(([, script]) => script).join(', ')
  throw new Error(
    `there are no fonts for ${names} (Debian: fontconfig fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji)`,
  )
}
