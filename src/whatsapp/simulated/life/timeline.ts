import type { Line, Scene } from '../scenes'
import { digest, numberBelow } from '../seeded'
import { ASIAN_PRIVATE_SCENES } from './asian-private-scenes'
import { GROUP_SCENES } from './group-scenes'
import { PRIVATE_SCENES } from './private-scenes'
import { RTL_PRIVATE_SCENES } from './rtl-private-scenes'

/** One thing that happens in a living account; `pauseMs` before it at pace 1, in milliseconds. */
export type Beat = { readonly pauseMs: number } & (
  | {
      readonly type: 'LINE'
      /** Where: the key of a person in people.ts, or the name of a group. */
      readonly chat: string
      readonly isGroup: boolean
      readonly line: Line
      /** Tells the scene from all others of the round. */
      readonly place: string
      /** The number in the round of the beat whose message this one is about; null for none. */
      readonly target: number | null
    }
  /** The network is lost. */
  | { readonly type: 'DISCONNECT' }
  /** WhatsApp speaks of one more person by LID. */
  | { readonly type: 'LID_SWITCH' }
)

/** A scene with where it is played. */
interface Part {
  readonly chat: string
  readonly isGroup: boolean
  readonly lines: Scene
  readonly place: string
}

/** A part under way: how many lines are over, and which beats its messages were. */
interface Playing {
  readonly part: Part
  next: number
  readonly said: number[]
}

const parts = (of: Readonly<Record<string, readonly Scene[]>>, isGroup: boolean): Part[] =>
  Object.entries(of).flatMap(([chat, all]) =>
    all.map((scene, index) => ({ chat, isGroup, lines: readAtTheEnd(scene, index), place: `${chat} ${index}` })),
  )

/** Every third scene that others end is read on the phone; the next message of the owner reads the others. */
function readAtTheEnd(scene: Scene, index: number): Scene {
  if (index % 3 !== 0 || scene.at(-1)?.speaker === null) return scene
  return [...scene, { speaker: null, act: { type: 'READ' } }]
}

const PARTS: readonly Part[] = [
  ...parts({ ...PRIVATE_SCENES, ...ASIAN_PRIVATE_SCENES, ...RTL_PRIVATE_SCENES }, false),
  ...parts(GROUP_SCENES, true),
]

const LINES = PARTS.reduce((sum, { lines }) => sum + lines.length, 0)
/** How many lines lie between two losses of the connection: about a quarter of an hour at pace 1. */
const LINES_PER_LOSS = 150
const LOSSES = Math.floor(LINES / LINES_PER_LOSS)

/** How many beats every round has. */
export const BEATS_PER_ROUND = LINES + LOSSES + 1

/** How many conversations are under way at once. */
const AT_ONCE = 3
/** How many lines of one conversation come in a burst at most. */
const BURST = 4

/**
 * What happens in one round through all scenes, the same for the same seed and round: in another order each round, a
 * few conversations at a time, in bursts.
 */
export function timeline(seed: string, round: number): readonly Beat[] {
  const order = new Map(PARTS.map((part) => [part, digest(seed, 'round', round, part.place)]))
  const waiting = [...PARTS].sort((a, b) => ((order.get(a) ?? '') < (order.get(b) ?? '') ? -1 : 1))
  const playing: Playing[] = []
  const beats: Beat[] = []
  for (let turn = 0; waiting.length + playing.length > 0; turn++) {
    fill(playing, waiting)
    const chosen = playing[numberBelow(playing.length, seed, round, turn, 'who')]
    if (chosen === undefined) throw new Error('nothing is played')
    const burst = 1 + numberBelow(BURST, seed, round, turn, 'burst')
    for (let index = 0; index < burst && chosen.next < chosen.part.lines.length; index++) {
      beats.push(toBeat(chosen, beats.length, pause(chosen, index, numberBelow(10_000, seed, round, turn, index))))
      if (isLoss(beats.length)) beats.push({ type: 'DISCONNECT', pauseMs: 2_000 })
    }
    if (chosen.next === chosen.part.lines.length) playing.splice(playing.indexOf(chosen), 1)
  }
  return [...beats, { type: 'LID_SWITCH', pauseMs: 5_000 }]
}

const isLoss = (beats: number): boolean =>
  beats % (LINES_PER_LOSS + 1) === LINES_PER_LOSS && beats < LOSSES * (LINES_PER_LOSS + 1)

/** Lets further scenes begin, in chats where none is under way. */
function fill(playing: Playing[], waiting: Part[]): void {
  while (playing.length < AT_ONCE) {
    const index = waiting.findIndex(({ chat }) => playing.every(({ part }) => part.chat !== chat))
    const [part] = index === -1 ? [] : waiting.splice(index, 1)
    if (part === undefined) return
    playing.push({ part, next: 0, said: [] })
  }
}

/** How long it takes until the line comes: quick within a burst, longer before it and for what takes long to write. */
function pause({ part, next }: Playing, index: number, chance: number): number {
  const act = part.lines[next]?.act
  const written = act?.type === 'SAY' || act?.type === 'EDIT' ? (act.text?.length ?? 0) : 0
  const before = index === 0 ? 4_500 + chance : 1_200 + chance / 5
  return Math.round(before + Math.min(written * 25, 8_000))
}

function toBeat(playing: Playing, number: number, pauseMs: number): Beat {
  const { part, said } = playing
  const line = part.lines[playing.next++]
  if (line === undefined) throw new Error('a scene is over')
  const { act } = line
  const back = act.type === 'READ' ? null : act.back
  const target = back === null ? null : (said.at(-back) ?? null)
  if (back !== null && target === null) throw new Error(`a line is about a message that is not in ${part.place}`)
  if (act.type === 'SAY') said.push(number)
  return { type: 'LINE', chat: part.chat, isGroup: part.isGroup, line, place: part.place, target, pauseMs }
}
