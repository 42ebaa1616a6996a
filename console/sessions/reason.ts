/** Why a session is in its state: what ended its connection, where the server names that, and the server's sentence. */
export interface Reason {
  readonly cause: Cause | null
  /** English. */
  readonly detail: string
}

/** What ends connections that are made again, as the server writes it before its sentence. */
type Cause = 'NETWORK' | 'CRASH' | 'CONFLICT'

/** A session's stateReason, in its parts. */
export function reasonOf(stateReason: string): Reason {
  const [, cause, detail] = /^(NETWORK|CRASH|CONFLICT): (.*)$/s.exec(stateReason) ?? []
  return cause === undefined || detail === undefined
    ? { cause: null, detail: stateReason }
    : { cause: cause as Cause, detail }
}
