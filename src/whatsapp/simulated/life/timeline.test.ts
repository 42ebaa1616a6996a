import { PEOPLE } from '../people'
import { GROUPS } from '../group-conversations'
import { spoken } from '../scenes'
import type { Beat } from './timeline'
import { BEATS_PER_ROUND, timeline } from './timeline'

type LineBeat = Extract<Beat, { type: 'LINE' }>

const lines = (beats: readonly Beat[]): LineBeat[] => beats.filter((beat) => beat.type === 'LINE')
const told = (seed: string, round: number): string => JSON.stringify(timeline(seed, round))

describe('timeline', () => {
  it('is the same for the same seed and round, another one for others, and always as long', () => {
    expect(told('a', 0)).toBe(told('a', 0))
    const all = [told('a', 0), told('a', 1), told('b', 0), told('b', 7)]
    expect(new Set(all).size).toBe(all.length)
    for (const round of [0, 1, 50]) expect(timeline('a', round)).toHaveLength(BEATS_PER_ROUND)
  })

  it('plays every scene whole and in order, with whoever is in the chat, a few at a time', () => {
    const beats = lines(timeline('a', 3))
    const places = [...new Set(beats.map(({ place }) => place))]
    expect(places.length).toBeGreaterThan(50)
    const first = lines(timeline('a', 0))
    const scene = (of: readonly LineBeat[], place: string) =>
      of.filter((beat) => beat.place === place).map(({ line }) => line)
    for (const place of places) expect(scene(beats, place)).toEqual(scene(first, place))
    for (const { chat, isGroup, line } of beats) {
      const people = isGroup ? GROUPS.find(({ name }) => name === chat)?.members.length : 1
      expect(isGroup || PEOPLE.some(({ key }) => key === chat)).toBe(true)
      expect(line.speaker ?? 0).toBeLessThan(people ?? 0)
    }
    const span = (place: string): [number, number] => [
      beats.findIndex((beat) => beat.place === place),
      beats.findLastIndex((beat) => beat.place === place),
    ]
    const spans = places.map(span)
    const atOnce = beats.map((_, index) => spans.filter(([from, to]) => from <= index && index <= to).length)
    expect(Math.max(...atOnce)).toBe(3)
  })

  it('points at messages of the same scene that came before', () => {
    const beats = timeline('a', 1)
    const pointing = lines(beats).filter(({ target }) => target !== null)
    expect(pointing.length).toBeGreaterThan(50)
    for (const beat of pointing) {
      const target = beats[beat.target ?? -1]
      if (target?.type !== 'LINE') throw new Error('it points at nothing')
      expect([target.place, target.line.act.type]).toEqual([beat.place, 'SAY'])
      expect(beat.target).toBeLessThan(beats.indexOf(beat))
      // Nobody but who wrote a message changes it.
      if (beat.line.act.type === 'EDIT' || beat.line.act.type === 'REVOKE') {
        expect(target.line.speaker).toBe(beat.line.speaker)
      }
    }
  })

  it('goes at the pace of people: in bursts, every 4 to 15 s on average', () => {
    for (const seed of ['a', 'b', 'c']) {
      const pauses = timeline(seed, 0).map(({ pauseMs }) => pauseMs)
      const average = pauses.reduce((sum, ms) => sum + ms, 0) / pauses.length
      expect(average).toBeGreaterThan(4_000)
      expect(average).toBeLessThan(15_000)
      expect(Math.min(...pauses)).toBeGreaterThan(1_000)
      expect(Math.max(...pauses)).toBeLessThan(25_000)
      const quick = pauses.filter((ms) => ms < 4_000).length / pauses.length
      expect(quick).toBeGreaterThan(0.3)
      expect(quick).toBeLessThan(0.7)
    }
  })

  it('loses the connection every 10 to 20 minutes', () => {
    let [at, last] = [0, 0]
    const between: number[] = []
    for (const beat of Array.from({ length: 10 }, (_, round) => timeline('a', round)).flat()) {
      at += beat.pauseMs
      if (beat.type !== 'DISCONNECT') continue
      between.push((at - last) / 60_000)
      last = at
    }
    expect(between.length).toBeGreaterThan(10)
    expect(Math.min(...between)).toBeGreaterThan(10)
    expect(Math.max(...between)).toBeLessThan(26)
  })

  it('has everything that happens in chats, in every script, private and in groups', () => {
    const beats = lines(timeline('a', 0))
    const kinds = beats.map(({ line: { act } }) => (act.type === 'SAY' ? (act.content?.type ?? 'TEXT') : act.type))
    const media = ['IMAGE', 'VIDEO', 'VOICE', 'STICKER', 'DOCUMENT', 'LOCATION', 'CONTACT', 'POLL', 'SYSTEM']
    expect(new Set(kinds)).toEqual(new Set(['TEXT', 'REACT', 'EDIT', 'REVOKE', 'READ', ...media]))
    expect(new Set(beats.map(({ chat }) => chat)).size).toBe(15)
    const text = beats.map(({ line: { act } }) => (act.type === 'SAY' ? act.text : '')).join('\n')
    const scripts = [/\p{Script=Latin}/u, /\p{Script=Arabic}/u, /\p{Script=Hebrew}/u, /\p{Script=Devanagari}/u]
    for (const script of [...scripts, /\p{Script=Han}/u, /\p{Extended_Pictographic}/u]) expect(text).toMatch(script)
    expect(text).toContain('https://example.com/')
    expect(spoken(text, 'a', 'here')).not.toMatch(/[{}|]/u)
  })
})
