import { badInput } from '../domain/errors'
import type { Position } from '../domain/event-log'

/** The opaque text of a position; `decodeCursor` reads it back. */
export function encodeCursor(position: Position): string {
  return Buffer.from(JSON.stringify([...position])).toString('base64url')
}

/** The position that a client's `after` names; BAD_USER_INPUT if it is none of ours. */
export function decodeCursor(after: string): Map<string, number> {
  const pairs = parsed(after)
  if (!Array.isArray(pairs) || !pairs.every(isPair)) {
    throw badInput('after', 'after must be the cursor of an event, or an eventCursor.')
  }
  return new Map(pairs)
}

const isPair = (pair: unknown): pair is [string, number] =>
  Array.isArray(pair) &&
  pair.length === 2 &&
  typeof pair[0] === 'string' &&
  Number.isSafeInteger(pair[1]) &&
  (pair[1] as number) >= 0

function parsed(after: string): unknown {
  try {
    return JSON.parse(Buffer.from(after, 'base64url').toString('utf8'))
  } catch {
    return null // not JSON, so not ours: the caller says so to the client
  }
}
