import { createHash, randomBytes } from 'node:crypto'
import type { Scope, Viewer } from '../domain/access'
import { newId } from '../domain/ids'
import type { Database } from './database'
import { readStored } from './database-errors'

/** The name of the workspace that is there from the first start. */
const DEFAULT_WORKSPACE = 'Default'
const ADMIN_KEY_NAME = 'administrator'

/** API keys: random, kept as SHA-256 (they carry 256 bits, so a slow hash would protect nothing). */
export class ApiKeys {
  constructor(private readonly database: Database) {}

  /** Whom a key stands for; null if nobody. Throws StoreUnavailable while the database is away. */
  async authenticate(key: string): Promise<Viewer | null> {
    const row = await readStored(() => this.database.client.apiKey.findUnique({ where: { hash: hashOf(key) } }))
    if (!row || row.revokedAt !== null) return null
    return { keyId: row.id, workspaceId: row.workspaceId, scopes: row.scopes.split(',') as Scope[] }
  }

  /**
   * Makes sure of the default workspace and its administrator's key: `configured` if given, else one that is made at
   * the first start. Returns the key only if it was made now: it can be shown this once.
   */
  async ensureAdmin(configured: string | null): Promise<string | null> {
    try {
      return await this.ensure(configured)
    } catch (error) {
      // Another process began at the same time and was first: now its rows are found.
      if ((error as { code?: unknown }).code !== 'P2002') throw error
      return this.ensure(configured)
    }
  }

  private ensure(configured: string | null): Promise<string | null> {
    return this.database.write(async (tx) => {
      const found = await tx.workspace.findFirst({ orderBy: { id: 'asc' } })
      const workspace = found ?? (await tx.workspace.create({ data: { id: DEFAULT_ID, name: DEFAULT_WORKSPACE } }))
      if (configured === null) {
        const keys = await tx.apiKey.count({ where: { workspaceId: workspace.id, revokedAt: null } })
        if (keys > 0) return null
      }
      const key = configured ?? `wak_${randomBytes(32).toString('base64url')}`
      const hash = hashOf(key)
      const data = { id: newId('apiKey'), workspaceId: workspace.id, name: ADMIN_KEY_NAME, hash, scopes: 'ADMIN' }
      if (configured !== null) {
        // A changed ADMIN_API_KEY replaces the one before.
        const { id: workspaceId } = workspace
        await tx.apiKey.deleteMany({ where: { workspaceId, name: ADMIN_KEY_NAME, hash: { not: hash } } })
      }
      await tx.apiKey.upsert({ where: { hash }, create: data, update: {} })
      return configured === null ? key : null
    })
  }
}

/** The same in every installation, so that two processes that start at once cannot make two. */
const DEFAULT_ID = 'wks_00000000000000000000000000'

const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex')
