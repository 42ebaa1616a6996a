import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { findBrowser, isHeadlessShell } from './find-browser'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'find-browser-'))
})

afterEach(() => {
  rmSync(root, { recursive: true })
})

const places = () => ({ cacheDir: join(root, 'cache'), folders: [join(root, 'first'), join(root, 'second')] })

function executable(...path: string[]): string {
  const file = join(root, ...path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, '')
  chmodSync(file, 0o755)
  return file
}

test('the configured browser is used, and no other instead of it', () => {
  executable('first', 'chromium')
  const own = executable('own-browser')
  expect(findBrowser(own, places())).toEqual({ path: own })
  expect(findBrowser(join(root, 'gone'), places())).toEqual({ missing: expect.stringContaining('gone') as string })
})

test('a headless shell of the cache comes first, in its newest version', () => {
  executable('second', 'chromium-headless-shell')
  const shell = (build: string) =>
    executable('cache', 'chrome-headless-shell', build, 'chrome-headless-shell-linux64', 'chrome-headless-shell')
  shell('linux-99.0.1')
  const newest = shell('linux-145.0.7632.77')
  shell('linux-100.0.4896.20')
  expect(findBrowser(undefined, places())).toEqual({ path: newest })
})

test('a shell is preferred to a whole browser, wherever on the PATH', () => {
  const chrome = executable('first', 'google-chrome')
  expect(findBrowser(undefined, places())).toEqual({ path: chrome })
  const shell = executable('second', 'chromium-headless-shell')
  expect(findBrowser(undefined, places())).toEqual({ path: shell })
})

test('without a browser it says what to do', () => {
  writeFileSync(join(root, 'chromium'), 'not executable')
  const found = findBrowser(undefined, { cacheDir: join(root, 'cache'), folders: [root] })
  expect(found).toEqual({ missing: expect.stringContaining('npm run browser') as string })
})

test('shells are told by their names', () => {
  const names = [
    '/usr/bin/chromium-headless-shell',
    '/x/chrome-headless-shell',
    '/usr/bin/chromium',
    '/opt/headless_shell',
  ]
  expect(names.map(isHeadlessShell)).toEqual([true, true, false, true])
})
