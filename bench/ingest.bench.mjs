/**
 * Ingest: a first synchronisation of 100,000 messages in 1,000 chats, through the ingest queue and store into MySQL,
 * beside the driver's own bulk insert of the same rows into the same table; and how long live messages take to be
 * committed, while nothing else happens and during such a synchronisation.
 *
 * All on one private server whose commits are durable (innodb_flush_log_at_trx_commit = 1). Runs are interleaved, each
 * into a session of its own, which is deleted afterwards; ratios are ratios of medians. Build first: it measures dist/.
 */
import { limit, median, printTable, quantile, reportLimits, ROUNDS, size } from './figures.mjs'
import { openBench } from './ingest/database.mjs'
import { bulkInsert } from './ingest/bulk-insert.mjs'
import { liveLatency, synchronise } from './ingest/synchronisation.mjs'

const MESSAGES = size('BENCH_HISTORY', 100_000, 5_000)
const CHATS = size('BENCH_CHATS', 1_000, 50)
/** How often a live message comes: one in this many milliseconds. */
const LIVE_EVERY_MS = 10
const IDLE_MESSAGES = 500
const LIMITS = { rows: 0.6, latency: 5 }

const rates = { driver: [], wagraph: [], withLive: [] }
const latency = { idle: [], during: [] }
const p99s = { idle: [], during: [] }

const bench = await openBench()
try {
  for (let round = 0; round <= ROUNDS; round += 1) {
    const story = { chats: CHATS, messages: MESSAGES, salt: round }
    const wagraph = await bench.session((session) => synchronise(session, story))
    const driver = await bulkInsert(bench, wagraph.rows)
    const idle = await bench.session((session) => liveLatency(session, LIVE_EVERY_MS, IDLE_MESSAGES))
    const during = await bench.session((session) => synchronise(session, story, LIVE_EVERY_MS))
    const rate = ({ ms }) => MESSAGES / (ms / 1_000)
    const line = `driver ${rate(driver).toFixed(0)}/s, wagraph ${rate(wagraph).toFixed(0)}/s, with live messages ${rate(during).toFixed(0)}/s`
    console.log(
      `${round === 0 ? 'warm-up' : `round ${round}`}: ${line}; live p99 ${quantile(idle, 0.99).toFixed(1)} ms idle, ${quantile(during.live, 0.99).toFixed(1)} ms during`,
    )
    if (round === 0) continue
    rates.driver.push(rate(driver))
    rates.wagraph.push(rate(wagraph))
    rates.withLive.push(rate(during))
    for (const [name, values] of [
      ['idle', idle],
      ['during', during.live],
    ]) {
      latency[name].push(...values)
      p99s[name].push(quantile(values, 0.99))
    }
  }
} finally {
  await bench.close()
}

const range = (values) => `${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)}`
const ratio = (name) => median(rates[name]) / median(rates.driver)
const rateRow = (title, name, limit) => [
  ...[title, median(rates[name]).toFixed(0), range(rates[name]), ratio(name).toFixed(2), limit],
]
console.log(`\n${MESSAGES} messages in ${CHATS} chats, ${ROUNDS} interleaved rounds; ${bench.version}\n`)
printTable(
  ['100,000 messages of history', 'messages/s (median)', 'range', 'ratio to the driver', 'limit'],
  [
    rateRow("the driver's bulk insert (batch in one transaction)", 'driver', ''),
    rateRow('wagraph', 'wagraph', `at least ${LIMITS.rows}`),
    rateRow(`wagraph, with ${1_000 / LIVE_EVERY_MS} live messages/s meanwhile`, 'withLive', ''),
  ],
)
const slower = median(p99s.during) / median(p99s.idle)
const ms = (value) => value.toFixed(1)
const latencyRow = (title, name, ...rest) => [
  ...[title, ms(quantile(latency[name], 0.5)), ms(median(p99s[name])), ms(Math.max(...latency[name])), ...rest],
]
console.log()
printTable(
  ['a live message until it is committed', 'p50 ms', 'p99 ms (median of runs)', 'longest ms', 'ratio of p99', 'limit'],
  [
    latencyRow('nothing else happens', 'idle', '1.0', ''),
    latencyRow('during a synchronisation', 'during', slower.toFixed(1), `under ${LIMITS.latency}`),
  ],
)
limit(ratio('wagraph') >= LIMITS.rows, `wagraph stores less than ${LIMITS.rows} times what the driver does`)
limit(slower < LIMITS.latency, `a live message takes ${slower.toFixed(1)} times as long during a synchronisation`)
reportLimits()
