import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors'

/** What went wrong, for people: the catalogue's code (docs/errors.md) or UNREACHABLE, and the server's own sentence. */
export interface Problem {
  readonly code: string
  readonly message: string
  /** Which input was wrong, as a path such as `input.name`; with BAD_USER_INPUT only. */
  readonly field?: string
}

/** What an error of Apollo Client says. */
export function problemOf(error: unknown): Problem {
  if (CombinedGraphQLErrors.is(error)) {
    const [first] = error.errors
    const code = first?.extensions?.['code']
    const field = first?.extensions?.['field']
    return {
      code: typeof code === 'string' ? code : 'UNKNOWN',
      message: first?.message ?? error.message,
      ...(typeof field === 'string' ? { field } : {}),
    }
  }
  if (ServerError.is(error)) return problemOfAnswer(error)
  const message = error instanceof Error ? error.message : String(error)
  return { code: error instanceof TypeError ? 'UNREACHABLE' : 'UNKNOWN', message }
}

/** What a message's `failure` says: it may begin with a code. */
export function problemOfFailure(failure: string): Problem {
  const [, code, message] = /^([A-Z_]+): (.*)$/s.exec(failure) ?? []
  return code === undefined || message === undefined ? { code: 'UNKNOWN', message: failure } : { code, message }
}

function problemOfAnswer({ bodyText, statusCode, message }: ServerError): Problem {
  if (statusCode === 401) return { code: 'UNAUTHENTICATED', message }
  // A proxy in front of a server that is away answers for it, with a page of its own.
  if (statusCode >= 502 && statusCode <= 504) return { code: 'UNREACHABLE', message }
  return { code: 'UNKNOWN', message: bodyText.slice(0, 300) || message }
}
