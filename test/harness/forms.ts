import { createTestDatabase, redisUrl } from './services'

/** A way to run wagraph that every suite passes in. */
export interface Form {
  name: string
  /** The environment of a server of this form, on a database of its own. */
  prepare: () => Promise<{ env: Record<string, string>; drop(): Promise<void> }>
}

/** One process with a file database, and MySQL with Redis. */
export const FORMS: readonly Form[] = [
  { name: 'embedded', prepare: () => Promise.resolve({ env: {}, drop: () => Promise.resolve() }) },
  {
    name: 'MySQL and Redis',
    prepare: async () => {
      const database = await createTestDatabase()
      return { env: { DATABASE_URL: database.url, REDIS_URL: redisUrl() }, drop: () => database.drop() }
    },
  },
]
