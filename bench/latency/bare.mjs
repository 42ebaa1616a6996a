/** The limit: one INSERT with its commit, then one message through Redis, at the same pace, with the drivers alone. */
import { Redis } from 'ioredis'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from '../queries/data.mjs'

const CHANNEL = 'wagraph-bench'
const INSERT = `INSERT INTO bare_messages (id, workspaceId, sessionId, chatId, fromMe, stanzaId, type, body, sentAt)
  VALUES (?, 'wks', 'ses', 'cht', 0, ?, 'TEXT', ?, NOW(3))`

/** Opens what it needs; `run` resolves to the milliseconds of each message's commit and of its way through Redis. */
export async function openBare(databaseUrl, redisUrl) {
  const connection = await connect(databaseUrl)
  await connection.query('CREATE TABLE bare_messages LIKE messages')
  const publisher = new Redis(redisUrl)
  const subscriber = new Redis(redisUrl)
  await subscriber.subscribe(CHANNEL)
  let made = 0
  const once = async (body) => {
    const began = performance.now()
    made += 1
    await connection.execute(INSERT, [`msg_${made}`, `S${made}`, body])
    const committed = performance.now()
    const arrived = new Promise((resolve) => subscriber.once('message', () => resolve(performance.now())))
    await publisher.publish(CHANNEL, JSON.stringify({ workspaceId: 'wks', sessionId: 'ses', seq: made }))
    const there = await arrived
    return { commit: committed - began, redis: there - committed, total: there - began }
  }
  return {
    async run(messages, perSecond, body) {
      const figures = []
      const began = performance.now()
      for (let sent = 0; sent < messages; sent += 1) {
        figures.push(await once(body))
        await sleep(Math.max(0, began + ((sent + 1) * 1000) / perSecond - performance.now()))
      }
      return figures
    },
    async close() {
      publisher.disconnect()
      subscriber.disconnect()
      await connection.end()
    },
  }
}
