import { badInput } from '../domain/errors'
import type { Page, PageRequest } from '../domain/reads'

/** The place of a row in its list: the sort key's text and the id that breaks ties. */
export type Keyset = readonly [key: string, id: string]

/** The opaque cursor of a place. */
export const encodeKeyset = (keyset: Keyset): string => Buffer.from(JSON.stringify(keyset)).toString('base64url')

/** The place that a client's `after` names; BAD_USER_INPUT if it is none of ours. */
export function decodeKeyset(after: string): Keyset {
  const place = parsed(after)
  const [key, id] = Array.isArray(place) ? (place as unknown[]) : []
  if (typeof key !== 'string' || typeof id !== 'string') {
    throw badInput('after', 'after must be a cursor that this list gave out.')
  }
  return [key, id]
}

/** As decodeKeyset, for lists that are sorted by time. */
export function decodeTimeKeyset(after: string): readonly [at: Date, id: string] {
  const [key, id] = decodeKeyset(after)
  const at = new Date(key)
  if (Number.isNaN(at.getTime())) throw badInput('after', 'after must be a cursor that this list gave out.')
  return [at, id]
}

function parsed(after: string): unknown {
  try {
    return JSON.parse(Buffer.from(after, 'base64url').toString('utf8'))
  } catch {
    return null // not JSON, so not ours: the caller says so to the client
  }
}

/** A page of the rows at its places, of which there is one more than asked for where the list goes on. */
export function pageOf<Item>(
  places: readonly Keyset[],
  { first, after }: PageRequest,
  items: ReadonlyMap<string, Item>,
): Page<Item> {
  const shown = places.slice(0, first).flatMap((place) => {
    const node = items.get(place[1])
    // It may have been deleted since its place was read.
    return node === undefined ? [] : [{ cursor: encodeKeyset(place), node }]
  })
  return { items: shown, hasNextPage: places.length > first, hasPreviousPage: after !== null }
}
