/** The log's way out: nobody who reads slowly, or not at all, holds the server up. */
import { LogOutput } from './log-output'

const failure = (code: string): Error => Object.assign(new Error(code), { code })

/** An output that takes as many bytes as it is told, and then fails. */
class Pipe {
  text = ''
  room = Infinity
  calls = 0
  error = failure('EAGAIN')

  put = (bytes: Buffer): number => {
    this.calls += 1
    const taken = Math.min(bytes.length, this.room)
    if (taken === 0) throw this.error
    this.room -= taken
    this.text += bytes.subarray(0, taken).toString()
    return taken
  }
}

let pipe: Pipe
let output: LogOutput

beforeEach(() => {
  jest.useFakeTimers()
  pipe = new Pipe()
  output = new LogOutput(1, pipe.put)
})
afterEach(() => jest.useRealTimers())

it('writes at once', () => {
  output.write('a\n')
  output.write('b\n')
  expect(pipe.text).toBe('a\nb\n')
})

it('gives a slow reader the rest later, in order, without waiting for it', () => {
  pipe.room = 3
  output.write('first\n')
  output.write('second\n')
  expect(pipe.text).toBe('fir')
  pipe.room = Infinity
  jest.advanceTimersByTime(50)
  expect(pipe.text).toBe('first\nsecond\n')
  expect(jest.getTimerCount()).toBe(0)
})

it('gives up for good where the reader is gone', () => {
  Object.assign(pipe, { room: 0, error: failure('EPIPE') })
  output.write('a\n')
  output.write('b\n')
  jest.advanceTimersByTime(1_000)
  expect([pipe.text, pipe.calls, jest.getTimerCount()]).toEqual(['', 1, 0])
})

it('holds a megabyte for a reader that is stuck, and tells how much it dropped', () => {
  pipe.room = 0
  const line = `${'x'.repeat(999)}\n`
  for (let n = 0; n < 1_200; n += 1) output.write(line)
  pipe.room = Infinity
  jest.advanceTimersByTime(50)
  const lines = pipe.text.trimEnd().split('\n')
  expect(lines).toHaveLength(1_001)
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ level: 'error', lines: 200 })
})
