/**
 * `npm run browser`: makes sure that there is a browser for the engine, and prints where it is.
 *
 * Nothing is downloaded when packages are installed, so this is the one place that fetches a browser: the
 * chrome-headless-shell that the pinned puppeteer was made for, else Debian's. With `--find` it only looks, and
 * prints nothing if there is none. It looks where the server looks, in the same order.
 */
import { Browser, getInstalledBrowsers, install } from '@puppeteer/browsers'
import { spawnSync } from 'node:child_process'
import { accessSync, constants, readdirSync, rmSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { clearTimeout, setTimeout } from 'node:timers'
import { canInstallPackages, installPackages } from './install-packages.mjs'

/** Programs to look for on PATH, the smaller ones first: the headless shell takes half of Chromium's memory. */
const NAMES = [
  'chromium-headless-shell',
  'chrome-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
]

/** Where puppeteer keeps browsers. */
const CACHE = path.join(homedir(), '.cache', 'puppeteer')

/** A download in which nothing arrives for so long has failed, in milliseconds. */
const STALL_LIMIT_MS = 30_000

const PACKAGES = 'chromium-headless-shell|chromium'

/** The browser that the server would use, or undefined. */
async function findBrowser() {
  const named = process.env.PUPPETEER_EXECUTABLE_PATH
  if (named) {
    if (!isProgram(named)) throw new Error(`PUPPETEER_EXECUTABLE_PATH is ${named}, which is not a program`)
    return named
  }
  const cached = (await getInstalledBrowsers({ cacheDir: CACHE }))
    .filter((installed) => installed.browser === Browser.CHROMEHEADLESSSHELL)
    .sort((a, b) => b.buildId.localeCompare(a.buildId, 'en', { numeric: true }))
    .map((installed) => installed.executablePath)
  const folders = [...(process.env.PATH ?? '').split(path.delimiter).filter(Boolean), '/usr/bin']
  return [...cached, ...NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)))].find(isProgram)
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    // Not there, or not for us: both mean "no".
    return false
  }
}

/** Starts the browser once, only for its version: a download can lack the system's libraries. */
function versionOf(file) {
  const result = spawnSync(file, ['--version', '--no-sandbox'], { encoding: 'utf8', timeout: 30_000 })
  if (result.status === 0) return result.stdout.trim()
  throw new Error(`${file} does not start: ${result.error?.message ?? result.stderr.trim()}`)
}

async function download() {
  const { PUPPETEER_REVISIONS } = await import('puppeteer')
  const buildId = PUPPETEER_REVISIONS['chrome-headless-shell']
  console.log(`Fetching chrome-headless-shell ${buildId} into ${CACHE}`)
  removePartialDownloads(buildId)
  let stalled
  const stall = new Promise((resolve, reject) => {
    const fail = () => reject(new Error(`nothing arrived for ${STALL_LIMIT_MS / 1000} s`))
    stalled = setTimeout(fail, STALL_LIMIT_MS)
  })
  const installed = install({
    cacheDir: CACHE,
    browser: Browser.CHROMEHEADLESSSHELL,
    buildId,
    installDeps: canInstallPackages(),
    downloadProgressCallback: (done, total) => {
      // Once all has arrived it is unpacked, which may take as long as it takes.
      if (done < total) stalled.refresh()
      else clearTimeout(stalled)
      showProgress(done, total)
    },
  })
  try {
    const { executablePath } = await Promise.race([installed, stall])
    versionOf(executablePath)
    return executablePath
  } finally {
    clearTimeout(stalled)
  }
}

/** What a broken-off download leaves behind: it would be taken for a whole one. */
function removePartialDownloads(buildId) {
  const folder = path.join(CACHE, Browser.CHROMEHEADLESSSHELL)
  const files = statSync(folder, { throwIfNoEntry: false }) ? readdirSync(folder) : []
  for (const file of files.filter((file) => file.startsWith(`${buildId}-`))) rmSync(path.join(folder, file))
}

let shownPercent = -1

/** A bar on a terminal, a line for every quarter elsewhere. */
function showProgress(done, total) {
  const percent = Math.floor((done / total) * 100)
  if (percent === shownPercent) return
  shownPercent = percent
  const line = `${String(percent).padStart(3)} % of ${(total / 2 ** 20).toFixed(0)} MiB`
  if (process.stdout.isTTY) {
    const bar = '='.repeat(Math.floor(percent / 2.5)).padEnd(40)
    process.stdout.write(`\r[${bar}] ${line}${percent === 100 ? '\n' : ''}`)
  } else if (percent % 25 === 0) {
    console.log(line)
  }
}

async function obtain() {
  try {
    return await download()
  } catch (error) {
    console.log(`The download failed: ${error.message}`)
  }
  if (!canInstallPackages()) {
    throw new Error(
      'No browser could be fetched. Install one by hand (Debian: apt-get install chromium-headless-shell, or ' +
        'chromium), or set PUPPETEER_EXECUTABLE_PATH to a Chrome or Chromium, or run this again with internet access.',
    )
  }
  console.log("Installing Debian's browser instead")
  installPackages([PACKAGES])
  const browser = await findBrowser()
  if (browser === undefined) throw new Error(`the package was installed, but has none of: ${NAMES.join(', ')}`)
  return browser
}

async function main() {
  const found = await findBrowser()
  if (process.argv.includes('--find')) {
    if (found) console.log(found)
    return
  }
  const browser = found ?? (await obtain())
  console.log(`The browser is ${browser} (${versionOf(browser)})`)
}

main().then(
  // A stalled download would keep the process alive.
  () => process.exit(0),
  (error) => {
    console.error(error.message)
    process.exit(1)
  },
)
