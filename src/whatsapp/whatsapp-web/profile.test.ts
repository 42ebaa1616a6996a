import { existsSync, lstatSync } from 'node:fs'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { Profiles } from './profile'

let dataDir: string
let profiles: Profiles

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'profile-'))
  profiles = new Profiles(dataDir)
})

afterEach(() => rm(dataDir, { recursive: true }))

test('prepare() removes stale locks, dangling links too, and leaves the login', async () => {
  await profiles.prepare('s1')
  const folder = profiles.userDataDir('s1')
  const lock = join(folder, 'SingletonLock')
  await symlink('gone-host-1', lock)
  await writeFile(join(folder, 'Cookies'), 'x')
  await profiles.prepare('s1')
  expect(() => lstatSync(lock)).toThrow('ENOENT')
  expect(existsSync(join(folder, 'Cookies'))).toBe(true)
})

test('a login is one that was linked, until it is unlinked or deleted', async () => {
  await profiles.prepare('s1')
  expect(await profiles.isLinked('s1')).toBe(false)
  await profiles.markLinked('s1')
  expect(await profiles.isLinked('s1')).toBe(true)
  await profiles.unmarkLinked('s1')
  expect(await profiles.isLinked('s1')).toBe(false)
  await profiles.markLinked('s1')
  await profiles.delete('s1')
  expect([await profiles.isLinked('s1'), existsSync(profiles.folder('s1'))]).toEqual([false, false])
  await profiles.delete('s1')
})

test('no id leads out of the data directory', () => {
  for (const id of ['..', '../x', 'a/b', '', '.']) expect(() => profiles.folder(id)).toThrow('not a session id')
})

test('the owner is the data directory, however it is written', () => {
  expect(new Profiles(join(dataDir, 'x', '..')).owner).toBe(profiles.owner)
  expect(new Profiles(join(dataDir, 'x')).owner).not.toBe(profiles.owner)
})
