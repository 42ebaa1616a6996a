import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors'
import { problemOf, problemOfFailure } from './problem'

const answered = (status: number, bodyText: string): ServerError =>
  new ServerError('Response not successful', { response: new Response(null, { status }), bodyText })

it('takes code and sentence of the first error that the server gives', () => {
  const errors = [
    { message: 'The session is STOPPED.', extensions: { code: 'SESSION_NOT_CONNECTED' } },
    { message: 'another' },
  ]
  const error = new CombinedGraphQLErrors({ data: null, errors })
  expect(problemOf(error)).toEqual({ code: 'SESSION_NOT_CONNECTED', message: 'The session is STOPPED.' })
})

it.each([[undefined], [{}], [{ code: 7 }]])('makes do without a code (%j)', (extensions) => {
  const error = new CombinedGraphQLErrors({
    errors: [{ message: 'Cannot query field.', ...(extensions && { extensions }) }],
  })
  expect(problemOf(error)).toEqual({ code: 'UNKNOWN', message: 'Cannot query field.' })
})

it('tells a key that is refused by its status', () => {
  expect(problemOf(answered(401, '{"errors":[]}')).code).toBe('UNAUTHENTICATED')
})

it.each([502, 503, 504])('takes %i for a server that is away, whatever page a proxy answers with', (status) => {
  expect(problemOf(answered(status, '<html>Bad gateway</html>'))).toEqual({
    code: 'UNREACHABLE',
    message: 'Response not successful',
  })
})

it('shows what else the server answered, up to a length', () => {
  expect(problemOf(answered(500, 'x'.repeat(1000)))).toEqual({ code: 'UNKNOWN', message: 'x'.repeat(300) })
  expect(problemOf(answered(413, ''))).toEqual({ code: 'UNKNOWN', message: 'Response not successful' })
})

it('takes what fetch throws for a server that cannot be reached', () => {
  expect(problemOf(new TypeError('Failed to fetch'))).toEqual({ code: 'UNREACHABLE', message: 'Failed to fetch' })
})

it('takes anything else as it is', () => {
  expect(problemOf(new Error('unexpected'))).toEqual({ code: 'UNKNOWN', message: 'unexpected' })
  expect(problemOf('a text')).toEqual({ code: 'UNKNOWN', message: 'a text' })
})

it('tells the code of what became of a message, where there is one', () => {
  const nobody = 'NOT_ON_WHATSAPP: nobody on WhatsApp has 491@c.us'
  expect(problemOfFailure(nobody)).toEqual({ code: 'NOT_ON_WHATSAPP', message: 'nobody on WhatsApp has 491@c.us' })
  const other = 'Evaluation failed: TypeError: x'
  expect(problemOfFailure(other)).toEqual({ code: 'UNKNOWN', message: other })
})
