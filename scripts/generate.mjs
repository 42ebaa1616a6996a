/**
 * npm run generate: derives the embedded database's schema and migrations, then generates both Prisma clients.
 *
 *   node scripts/generate.mjs            everything; nothing if nothing changed
 *   node scripts/generate.mjs --check    only says whether the committed embedded migrations are what it would derive
 *   --root <folder>                      derives there (its prisma/) and generates no clients: for tests
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { MigrationTranslator } from './embedded-migration.mjs'
import { deriveSchema } from './embedded-schema.mjs'

const require = createRequire(import.meta.url)
const { values: options } = parseArgs({ options: { check: { type: 'boolean' }, root: { type: 'string' } } })
const own = dirname(dirname(fileURLToPath(import.meta.url)))
const root = options.root ?? own
const generated = join(own, 'src/persistence/generated')
const LOCK = '# The dialect of the migrations beside this file.\nprovider = "sqlite"\n'

async function deriveMigrations() {
  const source = join(root, 'prisma/migrations')
  const entries = await readdir(source, { withFileTypes: true })
  const translator = new MigrationTranslator()
  const files = new Map([['migration_lock.toml', LOCK]])
  for (const name of entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()) {
    const file = join(source, name, 'migration.sql')
    const head = `-- Derived from prisma/migrations/${name} by \`npm run generate\`: do not edit.\n\n`
    try {
      files.set(`${name}/migration.sql`, head + translator.translate(await readFile(file, 'utf8')))
    } catch (error) {
      throw new Error(`${relative(root, file)}: ${error.message}`, { cause: error })
    }
  }
  return files
}

async function committedMigrations(folder) {
  const found = existsSync(folder) ? await readdir(folder, { recursive: true, withFileTypes: true }) : []
  const paths = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return new Map(await Promise.all(paths.map(async (path) => [relative(folder, path), await readFile(path, 'utf8')])))
}

async function syncMigrations() {
  const folder = join(root, 'prisma/embedded/migrations')
  const [derived, committed] = await Promise.all([deriveMigrations(), committedMigrations(folder)])
  const stale = [...new Set([...derived.keys(), ...committed.keys()])].filter(
    (f) => derived.get(f) !== committed.get(f),
  )
  if (options.check && stale.length > 0) {
    throw new Error(`prisma/embedded/migrations: not what npm run generate derives: ${stale.sort().join(', ')}`)
  }
  for (const file of stale) {
    const text = derived.get(file)
    if (text === undefined) await rm(join(folder, dirname(file)), { recursive: true })
    else await writeText(join(folder, file), text)
  }
}

async function writeSchema() {
  const schema = await readFile(join(root, 'prisma/schema.prisma'), 'utf8')
  await writeText(join(root, 'prisma/embedded/schema.prisma'), deriveSchema(schema))
}

async function writeText(file, text) {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}

/**
 * Nothing in `generate` runs Prisma's schema engine, yet it wants one and would download it: any program that exists
 * does, and node itself exists everywhere.
 */
async function generateClient(schema) {
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' }
  const prisma = join(dirname(require.resolve('prisma/package.json')), 'build/index.js')
  try {
    await promisify(execFile)(process.execPath, [prisma, 'generate', '--schema', schema, '--no-hints'], {
      cwd: own,
      env,
    })
  } catch (error) {
    throw new Error(`prisma generate --schema ${schema}:\n${error.stdout}${error.stderr}`, { cause: error })
  }
}

async function inputsHash() {
  const files = ['prisma/schema.prisma', 'prisma.config.mjs', 'scripts/generate.mjs', 'scripts/embedded-schema.mjs']
  const hash = createHash('sha256').update(require('prisma/package.json').version)
  for (const file of files) hash.update(await readFile(join(own, file)))
  return hash.digest('hex')
}

async function generateClients() {
  const stamp = join(generated, 'inputs.sha256')
  const hash = await inputsHash()
  const embeddedSchema = join(own, 'prisma/embedded/schema.prisma')
  const made = [stamp, embeddedSchema, join(generated, 'mysql/client.ts'), join(generated, 'embedded/client.ts')]
  if (made.every((file) => existsSync(file)) && (await readFile(stamp, 'utf8')) === hash) return
  await rm(stamp, { force: true })
  await writeSchema()
  await Promise.all([generateClient(join(own, 'prisma/schema.prisma')), generateClient(embeddedSchema)])
  await writeFile(stamp, hash)
}

try {
  await syncMigrations()
  if (!options.check) await (options.root ? writeSchema() : generateClients())
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
