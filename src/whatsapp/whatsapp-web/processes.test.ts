import { spawn } from 'node:child_process'
import { once } from 'node:events'

import { groupMembers, isGroupGone, killGroup, listProcesses } from './processes'

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
