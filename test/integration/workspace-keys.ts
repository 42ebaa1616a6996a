/** Further workspaces and keys, put straight into the database: this version has no API that makes them. */
import { createHash, randomBytes } from 'node:crypto'
import path from 'node:path'
import type { Scope } from '../../src/domain/access'
import { newId } from '../../src/domain/ids'
import { openDatabase } from '../../src/persistence/database'

/** A key to be made; `workspaceId` null makes a workspace for it. */
export interface NewKey {
  workspaceId: string | null
  scopes: readonly Scope[]
  revoked?: boolean
}

/** Stores keys in the database of a server with this environment; resolves to the keys themselves. */
export async function makeKeys(
  dataDir: string,
  env: Readonly<Record<string, string>>,
  wanted: readonly NewKey[],
): Promise<string[]> {
  const database = await openDatabase(env['DATABASE_URL'] ?? `file:${path.join(dataDir, 'wagraph.db')}`)
  try {
    return await database.write(async (tx) => {
      const keys: string[] = []
      for (const { workspaceId, scopes, revoked = false } of wanted) {
        const id = workspaceId ?? (await tx.workspace.create({ data: { id: newId('workspace'), name: 'Other' } })).id
        const key = `test-${randomBytes(16).toString('hex')}`
        const hash = createHash('sha256').update(key).digest('hex')
        const data = { id: newId('apiKey'), workspaceId: id, name: 'test', hash, scopes: scopes.join(',') }
        await tx.apiKey.create({ data: { ...data, revokedAt: revoked ? new Date() : null } })
        keys.push(key)
      }
      return keys
    })
  } finally {
    await database.close()
  }
}
