import { accessSync, constants, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, delimiter, join } from 'node:path'

/** Names of browsers that can run WhatsApp Web, leanest first: a headless shell takes half the memory of Chrome. */
const NAMES = [
  'chromium-headless-shell',
  'chrome-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
]

/** Where to look; tests name other places. */
export interface BrowserPlaces {
  /** Puppeteer's cache of downloaded browsers. */
  cacheDir: string
  /** Folders as in PATH. */
  folders: readonly string[]
}

const PLACES: BrowserPlaces = {
  cacheDir: join(homedir(), '.cache', 'puppeteer'),
  folders: [...(process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== ''), '/usr/bin'],
}

/** A browser to launch, or in one line what is missing and what to do. */
export type FoundBrowser = { path: string } | { missing: string }

/**
 * Finds the browser: the configured one and no other, else a headless shell of puppeteer's cache, else one on PATH or
 * in /usr/bin. npm 11 runs no install scripts, so that puppeteer's own download is not there by itself.
 */
export function findBrowser(configured?: string, places: BrowserPlaces = PLACES): FoundBrowser {
  if (configured) {
    if (isExecutable(configured)) return { path: configured }
    return { missing: `PUPPETEER_EXECUTABLE_PATH names ${configured}, which is not an executable file.` }
  }
  const onPath = NAMES.flatMap((name) => places.folders.map((folder) => join(folder, name)))
  const path = [...cachedShells(places.cacheDir), ...onPath].find(isExecutable)
  if (path) return { path }
  return {
    missing: 'No browser found: `npm run browser` gets one, or set PUPPETEER_EXECUTABLE_PATH to a Chrome or Chromium.',
  }
}

/** Whether the browser is the headless shell, which takes `--headless` where Chrome wants `--headless=new`. */
export const isHeadlessShell = (path: string): boolean => /headless[-_]shell/.test(basename(path))

/** `<cache>/chrome-headless-shell/<platform>-<version>/chrome-headless-shell-<platform>/…`, newest version first. */
function cachedShells(cacheDir: string): string[] {
  const root = join(cacheDir, 'chrome-headless-shell')
  const byVersion = new Intl.Collator('en', { numeric: true })
  const builds = foldersIn(root).sort((a, b) => byVersion.compare(b, a))
  return builds.flatMap((build) =>
    foldersIn(join(root, build)).map((folder) => join(root, build, folder, 'chrome-headless-shell')),
  )
}

function foldersIn(path: string): string[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true })
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  } catch {
    // No such folder is the usual case: nothing was downloaded.
    return []
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    // Not there, or not ours to run: both mean "look further".
    return false
  }
}
