import { createHash } from 'node:crypto'
import { access, mkdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

/** Locks that a browser killed with its server or container leaves behind; a new one refuses to start over them. */
const STALE_LOCKS = ['SingletonLock', 'SingletonCookie', 'SingletonSocket']

/** Written once the session was connected: a profile alone may be one whose QR code nobody ever scanned. */
const LINKED = 'linked'

/** How often and how far apart (ms) a deletion is tried again while the last files of a browser are being closed. */
const DELETE_RETRIES = 10
const DELETE_RETRY_MS = 100

/** The stored logins of one data directory: `<dataDir>/profiles/<sessionId>`. */
export class Profiles {
  /** Short name of the data directory: tells our browsers from those of another server on the machine. */
  readonly owner: string
  readonly #root: string

  constructor(dataDir: string) {
    this.#root = join(resolve(dataDir), 'profiles')
    this.owner = createHash('sha256').update(resolve(dataDir)).digest('hex').slice(0, 16)
  }

  /** The session's folder. Throws on an id that could lead out of the data directory. */
  folder(sessionId: string): string {
    if (!/^[\w-]+$/.test(sessionId)) throw new Error(`not a session id: ${JSON.stringify(sessionId)}`)
    return join(this.#root, sessionId)
  }

  /** The browser's user data directory within the folder, named as whatsapp-web.js' LocalAuth names it. */
  userDataDir(sessionId: string): string {
    return join(this.folder(sessionId), 'session')
  }

  /** Makes the folder ready for a browser. Call it only while no browser runs on it: it removes stale locks. */
  async prepare(sessionId: string): Promise<void> {
    const userDataDir = this.userDataDir(sessionId)
    await mkdir(userDataDir, { recursive: true, mode: 0o700 })
    await Promise.all(STALE_LOCKS.map((lock) => rm(join(userDataDir, lock), { force: true })))
  }

  async isLinked(sessionId: string): Promise<boolean> {
    return access(join(this.folder(sessionId), LINKED)).then(
      () => true,
      () => false,
    )
  }

  async markLinked(sessionId: string): Promise<void> {
    await writeFile(join(this.folder(sessionId), LINKED), '')
  }

  async unmarkLinked(sessionId: string): Promise<void> {
    await rm(join(this.folder(sessionId), LINKED), { force: true })
  }

  /** Deletes the login; retries, because a killed browser's files may take a moment to be let go. */
  async delete(sessionId: string): Promise<void> {
    const options = { recursive: true, force: true, maxRetries: DELETE_RETRIES, retryDelay: DELETE_RETRY_MS }
    await rm(this.folder(sessionId), options)
  }
}
