import { createConnection } from 'mariadb'
import { readMysqlUrl } from '../../../src/persistence/mysql-url'

/**
 * Opens one connection, runs one statement and closes it; throws the driver's error.
 *
 * The URL is read as the server reads it, so that one that works here works there; it may lack the database.
 */
export async function runStatement(url: string, statement: string, values: string[] = []): Promise<unknown> {
  const own = new URL(url)
  // The reader wants a database; this one is on every server.
  if (own.pathname.length <= 1) own.pathname = '/information_schema'
  const options = readMysqlUrl(own.href)
  // MySQL 8's password logins need either TLS or the server's public key.
  const connection = await createConnection({ ...options, allowPublicKeyRetrieval: !options.ssl })
  try {
    return await connection.query<unknown>(statement, values)
  } finally {
    await connection.end()
  }
}
