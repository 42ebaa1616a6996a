import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Batch } from './batch'
import type { StoredLife } from './life/life'

/** What is stored of a linked account: from it the same account is made again after a restart of the server. */
export interface StoredLogin {
  /** Everything about the account follows from it. */
  readonly seed: string
  /** E.164 with the plus sign. */
  readonly phone: string
  /** Milliseconds since 1970; the made-up history ends here. */
  readonly linkedAt: number
  /** Grows with every load, and is part of every new stanza id: none comes twice. */
  readonly epoch: number
  /** The newest floods, oldest first, from which their messages are made again. */
  readonly batches: readonly Batch[]
  /** How far the account's life is; null or missing if it never lived. */
  readonly life?: StoredLife | null
  /** See SimulatedAccount.unread; missing while all is as it was at the login. */
  readonly unread?: Readonly<Record<string, number>>
}

/** The logins of the simulated sessions, one JSON file each in one directory. */
export class LoginStore {
  readonly #directory: string
  /** The latest write of each session, so that writes of one file follow each other. */
  readonly #writes = new Map<string, Promise<void>>()

  /** `directory` is made when the first login is stored. */
  constructor(directory: string) {
    this.#directory = directory
  }

  /** Whether a login is stored. */
  async has(sessionId: string): Promise<boolean> {
    return (await this.load(sessionId)) !== null
  }

  /** The stored login, or null. Rejects if the file cannot be read or is no JSON. */
  async load(sessionId: string): Promise<StoredLogin | null> {
    await this.#writes.get(sessionId)
    try {
      return JSON.parse(await readFile(this.#file(sessionId), 'utf8')) as StoredLogin
    } catch (error) {
      if (isMissing(error)) return null
      throw error
    }
  }

  /** Stores the login: whoever reads the file sees the old or the new one, also after a crash. */
  save(sessionId: string, login: StoredLogin): Promise<void> {
    const text = JSON.stringify(login)
    return this.#inTurn(sessionId, async () => {
      await mkdir(this.#directory, { recursive: true, mode: 0o700 })
      const file = this.#file(sessionId)
      await writeFile(`${file}.new`, text, { mode: 0o600, flush: true })
      await rename(`${file}.new`, file)
    })
  }

  /** Deletes the login; nothing happens if there is none. */
  delete(sessionId: string): Promise<void> {
    return this.#inTurn(sessionId, () => rm(this.#file(sessionId), { force: true }))
  }

  async #inTurn(sessionId: string, work: () => Promise<void>): Promise<void> {
    const before = this.#writes.get(sessionId) ?? Promise.resolve()
    const result = before.then(work)
    // The caller gets the failure; the next in turn only needs to know that this one is over.
    const over = result.then(
      () => undefined,
      () => undefined,
    )
    this.#writes.set(sessionId, over)
    await over
    if (this.#writes.get(sessionId) === over) this.#writes.delete(sessionId)
    return result
  }

  /** Encoded, so that no session id can name a file elsewhere. */
  #file(sessionId: string): string {
    return join(this.#directory, `${encodeURIComponent(sessionId)}.json`)
  }
}

const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT'
