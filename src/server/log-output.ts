import { writeSync } from 'node:fs'

/** Bytes that wait while nobody reads the output; what comes after them is dropped, and counted. */
const MOST_WAITING = 1_000_000
/** Before what waits is tried again, in milliseconds. */
const RETRY_MS = 50

/**
 * Writes lines to a file descriptor at once, so that the last ones before a crash are there, and never waits for a
 * reader: one that is slow gets them later, as far as MOST_WAITING goes; one that is gone (EPIPE) ends the output for
 * good. A log that nobody takes must keep the server neither from serving nor from ending, as SonicBoom's would.
 */
export class LogOutput {
  private waiting: Buffer[] = []
  private waitingBytes = 0
  private dropped = 0
  private retry: NodeJS.Timeout | null = null
  private gone = false

  /** @param put - writes what it can, and says how many bytes that were; throws as `writeSync` does */
  constructor(
    fd: number,
    private readonly put: (bytes: Buffer) => number = (bytes) => writeSync(fd, bytes),
  ) {}

  write(line: string): void {
    if (this.gone) return
    const bytes = Buffer.from(line)
    if (this.waitingBytes + bytes.length > MOST_WAITING) {
      this.dropped += 1
      return
    }
    this.waiting.push(bytes)
    this.waitingBytes += bytes.length
    if (!this.retry) this.drain()
  }

  /** Writes what the reader takes now. */
  private drain(): void {
    this.retry = null
    for (let [next] = this.waiting; next; [next] = this.waiting) {
      const written = this.attempt(next)
      if (written === null) return
      this.waitingBytes -= written
      if (written === next.length) this.waiting.shift()
      else this.waiting[0] = next.subarray(written)
    }
    this.tellDropped()
  }

  /** Null where nothing can be written now, or ever. */
  private attempt(bytes: Buffer): number | null {
    try {
      return this.put(bytes)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EAGAIN') this.retry = setTimeout(() => this.drain(), RETRY_MS).unref()
      else this.giveUp()
      return null
    }
  }

  private giveUp(): void {
    this.gone = true
    this.waiting = []
    this.waitingBytes = 0
  }

  private tellDropped(): void {
    if (this.dropped === 0) return
    const lines = this.dropped
    this.dropped = 0
    const msg = 'lines of the log were dropped: nobody took them'
    this.write(`${JSON.stringify({ level: 'error', time: new Date().toISOString(), lines, msg })}\n`)
  }
}
