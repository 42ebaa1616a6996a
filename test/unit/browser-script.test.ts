import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { findBrowser } from '../../src/whatsapp/whatsapp-web/find-browser'

const SCRIPT = path.resolve(__dirname, '../../scripts/browser.mjs')

describe('scripts/browser.mjs --find', () => {
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'wagraph-browser-'))
  })

  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  it('takes PUPPETEER_EXECUTABLE_PATH before all else, and does not replace it if it is wrong', () => {
    program('bin/chromium-headless-shell')
    const mine = program('mine')
    expect(find({ PUPPETEER_EXECUTABLE_PATH: mine })).toBe(mine)
    expect(() => find({ PUPPETEER_EXECUTABLE_PATH: path.join(folder, 'gone') })).toThrow(/gone, which is not a program/)
  })

  it("takes the newest headless shell in puppeteer's cache before one on PATH", () => {
    program('bin/chromium-headless-shell')
    program(cached('99.0.1.2'))
    const newest = program(cached('146.0.7680.31'))
    expect(find({})).toBe(newest)
  })

  it('looks on PATH for what the server looks for, in the same order', () => {
    const folders = [path.join(folder, 'bin'), '/usr/bin']
    const places = { cacheDir: path.join(folder, '.cache', 'puppeteer'), folders }
    const whole = ['google-chrome-stable', 'google-chrome', 'chromium-browser', 'chromium']
    for (const name of [...whole, 'chrome-headless-shell', 'chromium-headless-shell']) {
      program(`bin/${name}`)
      expect(findBrowser(undefined, places)).toEqual({ path: find({}) })
    }
    // Whatever the machine has in /usr/bin, this one is preferred to it.
    expect(find({})).toBe(path.join(folder, 'bin/chromium-headless-shell'))
  })

  function cached(build: string): string {
    return `.cache/puppeteer/chrome-headless-shell/linux-${build}/chrome-headless-shell-linux64/chrome-headless-shell`
  }

  function program(name: string): string {
    const file = path.join(folder, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, '#!/bin/sh\n')
    chmodSync(file, 0o755)
    return file
  }

  function find(environment: Record<string, string>): string {
    const env = { PATH: path.join(folder, 'bin'), HOME: folder, ...environment }
    return execFileSync(process.execPath, [SCRIPT, '--find'], { env, encoding: 'utf8', stdio: 'pipe' }).trim()
  }
})
