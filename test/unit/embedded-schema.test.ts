import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const repository = resolve(__dirname, '../..')
const INIT = '20261123000000_init'
let root: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'wagraph-embedded-'))
  await cp(join(repository, 'prisma'), join(root, 'prisma'), { recursive: true })
})

afterEach(() => rm(root, { recursive: true }))

/** Runs the script; answers what it complained of, or nothing. */
function generate(...args: string[]): Promise<string> {
  const script = join(repository, 'scripts/generate.mjs')
  return new Promise((done, fail) => {
    execFile(process.execPath, [script, ...args], (error, _stdout, stderr) => {
      if (error && error.code !== 1) fail(new Error(stderr, { cause: error }))
      else done(stderr)
    })
  })
}

/** Adds a migration after the first one and answers its translation (without the header), or the complaint. */
async function translate(sql: string): Promise<string> {
  const name = '20990101000000_next'
  await mkdir(join(root, 'prisma/migrations', name))
  await writeFile(join(root, 'prisma/migrations', name, 'migration.sql'), sql)
  const complaint = await generate('--root', root)
  if (complaint) return complaint
  const derived = await readFile(join(root, 'prisma/embedded/migrations', name, 'migration.sql'), 'utf8')
  return derived.replace(/^--.*\n\n/, '')
}

test('the committed embedded migrations are what the script derives from the MySQL ones', async () => {
  expect(await generate('--check')).toBe('')
})

test('an edited, missing or surplus embedded migration is found, and deriving repairs it', async () => {
  const file = join(root, `prisma/embedded/migrations/${INIT}/migration.sql`)
  const committed = await readFile(file, 'utf8')
  await writeFile(file, committed.replace('"lastSeq" INTEGER', '"lastSeq" TEXT'))
  expect(await generate('--check', '--root', root)).toContain(`${INIT}/migration.sql`)
  await rm(file)
  await mkdir(join(root, 'prisma/embedded/migrations/20200101000000_surplus'))
  await writeFile(join(root, 'prisma/embedded/migrations/20200101000000_surplus/migration.sql'), '')
  expect(await generate('--check', '--root', root)).toMatch(
    `20200101000000_surplus/migration.sql, ${INIT}/migration.sql`,
  )
  expect(await generate('--root', root)).toBe('')
  expect(await generate('--check', '--root', root)).toBe('')
  expect(await readFile(file, 'utf8')).toBe(committed)
})

test('the embedded schema is the same for SQLite, without native types', async () => {
  await generate('--root', root)
  const schema = await readFile(join(root, 'prisma/embedded/schema.prisma'), 'utf8')
  expect(schema).toContain('provider = "sqlite"')
  expect(schema).toMatch(/output += "\.\.\/\.\.\/src\/persistence\/generated\/embedded"/)
  expect(schema).not.toMatch(/@db\.|mysql/)
  expect(schema).toMatch(/^ {2}body +String\?$/m)
})

test('a table is translated with its keys, foreign keys, collations and defaults', async () => {
  const sql =
    "CREATE TABLE `notes` (\n `id` VARCHAR(40) NOT NULL, -- a comment; with a semicolon\n `title` VARCHAR(255) COLLATE utf8mb4_unicode_ci NOT NULL DEFAULT 'it''s; so',\n `at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),\n `weight` DOUBLE NULL DEFAULT -1.5,\n `sessionId` VARCHAR(40) NULL,\n PRIMARY KEY (`id`),\n UNIQUE INDEX `notes_title_key` (`title`(191)),\n CONSTRAINT `notes_sessionId_fkey` FOREIGN KEY (`sessionId`) REFERENCES `sessions` (`id`) ON DELETE SET NULL ON UPDATE CASCADE\n) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;"
  expect(await translate(sql)).toBe(`CREATE TABLE "notes" (
    "id" TEXT NOT NULL,
    "title" TEXT COLLATE NOCASE NOT NULL DEFAULT 'it''s; so',
    "at" DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')),
    "weight" REAL DEFAULT -1.5,
    "sessionId" TEXT,
    PRIMARY KEY ("id"),
    CONSTRAINT "notes_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "sessions" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

CREATE UNIQUE INDEX "notes_title_key" ON "notes" ("title");
`)
})

test.each([
  [
    'ALTER TABLE `chats` ADD COLUMN `muted` BOOLEAN NOT NULL DEFAULT false, ADD INDEX `chats_muted_idx` (`muted` DESC)',
    'ALTER TABLE "chats" ADD COLUMN "muted" BOOLEAN NOT NULL DEFAULT false;\n\nCREATE INDEX "chats_muted_idx" ON "chats" ("muted" DESC);\n',
  ],
  ['ALTER TABLE `chats` DROP COLUMN `pinned`', 'ALTER TABLE "chats" DROP COLUMN "pinned";\n'],
  [
    'ALTER TABLE `chats` RENAME COLUMN `pinned` TO `fixed`; ALTER TABLE `chats` MODIFY COLUMN `fixed` BOOLEAN NOT NULL DEFAULT false',
    'ALTER TABLE "chats" RENAME COLUMN "pinned" TO "fixed";\n',
  ],
  ['CREATE INDEX `x` ON `chats` (`kind`, `id`)', 'CREATE INDEX "x" ON "chats" ("kind", "id");\n'],
  ['DROP INDEX `chats_contactId_idx` ON `chats`', 'DROP INDEX "chats_contactId_idx";\n'],
  ['DROP TABLE `reactions`', 'DROP TABLE "reactions";\n'],
  [
    "UPDATE `chats` SET `name` = COALESCE(`chats`.`name`, 'a;b'), `kind` = 'GROUP' WHERE `kind` IN ('x', 'y') AND `id` <> ''",
    `UPDATE "chats" SET "name" = COALESCE ("chats"."name", 'a;b'), "kind" = 'GROUP' WHERE "kind" IN ('x', 'y') AND "id" <> '';\n`,
  ],
  ['-- nothing to do here\n', ''],
  ['ALTER TABLE `chats` MODIFY COLUMN `whatsappId` VARCHAR(200) NOT NULL', ''],
])('%s', async (sql, expected) => {
  expect(await translate(sql)).toBe(expected)
})

test.each([
  ['\n\nALTER TABLE `chats` CONVERT TO CHARACTER SET utf8mb4', 'line 3: the embedded database has no translation'],
  ['CREATE VIEW `v` AS SELECT 1', 'no translation for this statement'],
  ['CREATE TABLE `t` (`id` INTEGER NOT NULL AUTO_INCREMENT)', 'at "AUTO_INCREMENT"'],
  ['CREATE TABLE `t` (`g` GEOMETRY NOT NULL)', 'no SQLite type for GEOMETRY'],
  ['ALTER TABLE `chats` MODIFY COLUMN `contactId` VARCHAR(40) NOT NULL', 'cannot change column contactId'],
  ['ALTER TABLE `chats` ADD COLUMN `x` INTEGER NOT NULL', 'column x needs a default'],
  ['ALTER TABLE `nope` DROP COLUMN `x`', 'no earlier migration creates this table'],
  ['UPDATE `chats` SET `name` = CONCAT(`name`, 1)', 'function CONCAT'],
  ['UPDATE `chats` JOIN `contacts` SET `name` = 1', 'joins no tables'],
  ["UPDATE `chats` SET `name` = 'a\\'b'", 'cannot read'],
  ['DROP TABLE `chats` CASCADE', 'at "CASCADE"'],
  ['UPDATE', 'ends too early'],
])('an error names file and place of %j', async (sql, complaint) => {
  const said = await translate(sql)
  expect(said).toContain('prisma/migrations/20990101000000_next/migration.sql: line ')
  expect(said).toContain(complaint)
})
