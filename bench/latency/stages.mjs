/** Puts together what the processes have noted: how long each message was in each stage. */

export const STAGES = [
  'engine to ingest',
  'waiting for the group before',
  'commit',
  'wake-up',
  'log, look-ups, execution',
  'to the client',
]

const seqOf = (cursor) => JSON.parse(Buffer.from(cursor, 'base64url').toString())[0][1]
const bySeq = (entries) => new Map(entries.map(([cursor, at]) => [seqOf(cursor), at]))

/**
 * For each message that the client has: its milliseconds in each stage, in their order.
 *
 * @param writer - stamps of the node that runs the session
 * @param reader - of the node that the client is connected to
 * @param received - the client's
 */
export function stagesOf(writer, reader, received) {
  const at = (name) => new Map(writer[name])
  const [engine, taken, stanzas, writing, committed] = ['engine', 'taken', 'stanzas', 'writing', 'committed'].map(at)
  const executed = bySeq(reader.executed)
  return [...bySeq(received)].flatMap(([seq, there]) => {
    const stanza = stanzas.get(seq)
    if (!engine.has(stanza) || !executed.has(seq)) return [] // of before the stamps were cleared
    const done = executed.get(seq)
    // It may have been read with an earlier one's wake-up.
    const woken = Math.min(
      done,
      reader.wakeUps.find(([upTo, when]) => upTo >= seq && when >= committed.get(seq))?.[1] ?? done,
    )
    const places = [engine.get(stanza), taken.get(stanza), writing.get(seq), committed.get(seq), woken, done, there]
    return [places.slice(1).map((place, index) => place - places[index])]
  })
}
