import { spawn } from 'node:child_process'
import { once } from 'node:events'

import { groupMembers, isGroupGone, killGroup, listProcesses, residentBytes } from './processes'

test('a group is found with its children, and killed with them', async () => {
  const leader = spawn('/bin/sh', ['-c', 'sleep 600 & echo; wait'], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  await once(leader.stdout, 'data')
  const group = leader.pid ?? 0
  const members = await groupMembers(group)
  expect(members.map(({ parent }) => parent).sort()).toEqual([process.pid, group].sort())
  expect(await isGroupGone(group, 0)).toBe(false)
  const exit = once(leader, 'exit')
  await killGroup(group, 5_000)
  await exit
  expect(await isGroupGone(group, 0)).toBe(true)
  await killGroup(group, 0)
})

test('this process is listed with what it is', async () => {
  const found = (await listProcesses()).find(({ pid }) => pid === process.pid)
  expect(found).toMatchObject({
    parent: process.ppid,
    isZombie: false,
    command: expect.stringContaining('node') as string,
  })
})

test('what processes take is told together, with the files that they share once, and nothing of one that has ended', async () => {
  const alone = await residentBytes([process.pid])
  expect(alone).toBeGreaterThan(20 * 2 ** 20)
  const child = spawn(process.execPath, ['-e', 'console.log(); setInterval(() => undefined, 1e6)'], { stdio: 'pipe' })
  await once(child.stdout, 'data')
  const [childAlone, together] = [
    await residentBytes([child.pid ?? 0]),
    await residentBytes([process.pid, child.pid ?? 0]),
  ]
  expect(together).toBeGreaterThan(alone)
  expect(together).toBeLessThan(alone + childAlone)
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
  expect(await residentBytes([child.pid ?? 0])).toBe(0)
  expect(await residentBytes([])).toBe(0)
})
