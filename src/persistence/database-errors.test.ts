import { StoreUnavailable } from '../domain/ingest'
import { isRefusal } from './database-errors'

const named = (name: string, more: object = {}): Error => Object.assign(new Error(name), { name, ...more })

test.each<[string, unknown]>([
  ['what the database refuses for its content', named('PrismaClientKnownRequestError', { code: 'P2002' })],
  ['what Prisma refuses before it asks', named('PrismaClientValidationError')],
  ['a fault of ours', new TypeError('x is undefined')],
  ['what is no error', 'a string'],
])('%s is not tried again', (_name, error) => {
  expect(isRefusal(error)).toBe(true)
})

test.each<[string, unknown]>([
  ['a lost connection, told by Prisma', named('PrismaClientKnownRequestError', { code: 'P1017' })],
  ['a busy database', new StoreUnavailable('busy')],
  [
    'a connection that was reset between two statements, which nobody wraps',
    named('Error', { errno: -104, code: 'ECONNRESET', syscall: 'read', fatal: true, sqlState: 'HY000' }),
  ],
  ['a socket that the driver has closed', named('Error', { code: 'ER_SOCKET_UNEXPECTED_CLOSE', fatal: true })],
])('%s is tried again', (_name, error) => {
  expect(isRefusal(error)).toBe(false)
})
