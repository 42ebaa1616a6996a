/** The codes that `extensions.code` may carry, besides GraphQL's own. Documented in docs/errors.md. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'BAD_USER_INPUT'
  | 'CONFLICT'
  | 'SESSION_NOT_CONNECTED'
  | 'LOGIN_TIMEOUT'
  | 'NOT_ON_WHATSAPP'
  | 'MEDIA_TOO_LARGE'
  | 'RATE_LIMITED'
  | 'QUOTA_EXCEEDED'
  | 'CURSOR_EXPIRED'
  | 'IDEMPOTENCY_MISMATCH'
  | 'ENGINE_UNAVAILABLE'
  | 'INTERNAL_SERVER_ERROR'

/** An error that a client may see as it is; everything else is masked as INTERNAL_SERVER_ERROR. */
export class WagraphError extends Error {
  override readonly name = 'WagraphError'

  constructor(
    readonly code: ErrorCode,
    message: string,
    /** What goes into `extensions` beside the code: `field`, `retryAfter`, … */
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message)
  }
}

/** The object is not there, or belongs to another workspace: the asker cannot tell which. */
export const notFound = (what: string, id: string): WagraphError =>
  new WagraphError('NOT_FOUND', `There is no ${what} ${JSON.stringify(id)}.`)

/** The input at `field` (a path such as `input.text`) cannot be taken. */
export const badInput = (field: string, message: string): WagraphError =>
  new WagraphError('BAD_USER_INPUT', message, { field })

/** The state of things does not allow what is asked. */
export const conflict = (message: string): WagraphError => new WagraphError('CONFLICT', message)

/** Events that should come next are deleted, so that going on would leave a hole. */
export const cursorExpired = (): WagraphError =>
  new WagraphError(
    'CURSOR_EXPIRED',
    'Events since this cursor are no longer kept: read the lists again, and go on from their eventCursor.',
  )

/** The session is not CONNECTED, so nothing can be sent through it. */
export const notConnected = (state: string): WagraphError =>
  new WagraphError('SESSION_NOT_CONNECTED', `The session is ${state}, not CONNECTED.`, { state })

/** The engine cannot run here; `why` says what to do about it in one line. */
export const engineUnavailable = (why: string): WagraphError => new WagraphError('ENGINE_UNAVAILABLE', why)

/** Any thrown value as an Error: whatsapp-web.js throws strings, and pages throw anything. */
export function toError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown
  if (typeof thrown === 'string') return new Error(thrown)
  return new Error(`thrown: ${JSON.stringify(thrown) ?? String(thrown)}`)
}
