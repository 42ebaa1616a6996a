/** The import rules of eslint.config.mjs, by breaking each: a rule that no longer fires protects nothing. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const ROOT = resolve(__dirname, '../..')
const RULES = ['import-x/no-restricted-paths', 'import-x/no-cycle', 'no-restricted-imports']

/** Lints a folder as if it were the repository, without the rules that need types, in a process: Jest cannot import it. */
const LINT = `
  import { ESLint } from ${JSON.stringify(join(ROOT, 'node_modules/eslint/lib/api.js'))}
  import tseslint from ${JSON.stringify(join(ROOT, 'node_modules/typescript-eslint/dist/index.js'))}
  const untyped = { languageOptions: { parserOptions: { project: null } } }
  const eslint = new ESLint({
    overrideConfigFile: ${JSON.stringify(join(ROOT, 'eslint.config.mjs'))},
    overrideConfig: [{ files: ['**/*.ts'], ...tseslint.default.configs.disableTypeChecked }, untyped],
  })
  process.stdout.write(JSON.stringify(await eslint.lintFiles(['src/**/*.ts'])))
`

/** Files of a made-up src/, by path: what each imports. */
const FILES: Record<string, string[]> = {
  'domain/plain.ts': [],
  'domain/reaches-up.ts': ['../persistence/plain'],
  'persistence/plain.ts': ['../domain/plain', '@prisma/client', './generated/client'],
  'persistence/generated/client.ts': [],
  'persistence/aside.ts': ['../whatsapp/plain'],
  'pubsub/plain.ts': ['../domain/plain', 'ioredis'],
  'pubsub/aside.ts': ['../whatsapp/plain'],
  'pubsub/prisma.ts': ['@prisma/client', '../persistence/generated/client'],
  'whatsapp/plain.ts': ['../domain/plain', './whatsapp-web/plain'],
  'whatsapp/aside.ts': ['../pubsub/plain'],
  'whatsapp/library.ts': ['whatsapp-web.js'],
  'whatsapp/library-part.ts': ['whatsapp-web.js/src/Client'],
  'whatsapp/browser.ts': ['puppeteer'],
  'whatsapp/redis.ts': ['ioredis'],
  'whatsapp/whatsapp-web/plain.ts': ['whatsapp-web.js', 'puppeteer', '../../domain/plain'],
  'whatsapp/whatsapp-web/aside.ts': ['../../persistence/plain'],
  'webhooks/aside.ts': ['../persistence/plain'],
  'schema/plain.ts': ['../domain/plain'],
  'schema/up.ts': ['../resolvers/plain'],
  'resolvers/plain.ts': [
    '../domain/plain',
    '../schema/plain',
    '../pubsub/plain',
    '../whatsapp/plain',
    '../persistence/plain',
  ],
  'resolvers/up.ts': ['../server/plain'],
  'server/plain.ts': ['../resolvers/plain', '../schema/plain', '../domain/plain'],
  'server/down.ts': ['../persistence/plain'],
  'server/redis.ts': ['ioredis'],
  'main.ts': ['./server/plain', './persistence/plain', './pubsub/plain', './whatsapp/plain'],
  'main-of-prisma.ts': ['@prisma/client'],
  'domain/circle-a.ts': ['./circle-b'],
  'domain/circle-b.ts': ['./circle-c'],
  'domain/circle-c.ts': ['./circle-a'],
}

let folder: string
let broken: Map<string, string[]>

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wagraph-layers-'))
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  for (const project of ['tsconfig.json', 'test/tsconfig.json', 'graphiql/tsconfig.json', 'console/tsconfig.json'])
    write(project, '{}')
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  for (const [path, imports] of Object.entries(FILES)) {
    const lines = imports.map(
      (from, index) => `import { a as a${index} } from '${from}'\nexport const b${index} = a${index}\n`,
    )
    write(join('src', path), `${lines.join('')}export const a = 1\n`)
  }
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', LINT], { cwd: folder, encoding: 'utf8' })
  const results = JSON.parse(output) as { filePath: string; messages: { ruleId: string | null; message: string }[] }[]
  broken = new Map(
    results.map(({ filePath, messages }) => {
      const fired = messages.map(({ ruleId, message }) => ruleId ?? message)
      return [filePath.split('/src/')[1] ?? '', fired.filter((rule) => RULES.includes(rule) || !rule.includes('/'))]
    }),
  )
}, 60_000)

afterAll(() => rmSync(folder, { recursive: true }))

it('lets pass what goes one way', () => {
  const clean = [...broken].filter(([, rules]) => rules.length === 0).map(([path]) => path)
  const plain = Object.keys(FILES).filter((path) => path === 'main.ts' || path.endsWith('plain.ts'))
  expect(clean.sort()).toEqual(plain.sort())
})

it.each([
  ['domain/reaches-up.ts', 'import-x/no-restricted-paths'],
  ['persistence/aside.ts', 'import-x/no-restricted-paths'],
  ['pubsub/aside.ts', 'import-x/no-restricted-paths'],
  ['whatsapp/aside.ts', 'import-x/no-restricted-paths'],
  ['whatsapp/whatsapp-web/aside.ts', 'import-x/no-restricted-paths'],
  ['webhooks/aside.ts', 'import-x/no-restricted-paths'],
  ['schema/up.ts', 'import-x/no-restricted-paths'],
  ['resolvers/up.ts', 'import-x/no-restricted-paths'],
  ['server/down.ts', 'import-x/no-restricted-paths'],
  ['pubsub/prisma.ts', 'no-restricted-imports'],
  ['main-of-prisma.ts', 'no-restricted-imports'],
  ['whatsapp/library.ts', 'no-restricted-imports'],
  ['whatsapp/library-part.ts', 'no-restricted-imports'],
  ['whatsapp/browser.ts', 'no-restricted-imports'],
  ['whatsapp/redis.ts', 'no-restricted-imports'],
  ['server/redis.ts', 'no-restricted-imports'],
  ['domain/circle-a.ts', 'import-x/no-cycle'],
  ['domain/circle-b.ts', 'import-x/no-cycle'],
  ['domain/circle-c.ts', 'import-x/no-cycle'],
])('%s breaks %s', (path, rule) => {
  expect(broken.get(path)).toContain(rule)
})

it('knows every folder of the made-up src/', () => {
  expect(broken.size).toBeGreaterThanOrEqual(Object.keys(FILES).length - 1)
})
