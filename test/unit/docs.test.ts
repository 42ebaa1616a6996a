import { buildSchema, parse, validate } from 'graphql'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const ROOT = path.resolve(__dirname, '../..')

const read = (name: string): string => readFileSync(path.join(ROOT, name), 'utf8')

/** Every first group of the pattern in the text. */
const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map((match) => match[1] ?? '')

/** The part of a text from one mark to the next. */
function between(text: string, from: string, to: string): string {
  const start = text.indexOf(from)
  const end = text.indexOf(to, start + from.length)
  if (start === -1 || end === -1) throw new Error(`there is no ${JSON.stringify(start === -1 ? from : to)}`)
  return text.slice(start, end)
}

/** What stands as code in the first column of a part's tables. */
const firstColumn = (part: string): string[] => all(part, /^\| `([^`]+)`/gm)

describe('docs/errors.md', () => {
  it('lists every code of the catalogue once, and no other', () => {
    const codes = all(between(read('src/domain/errors.ts'), 'export type ErrorCode', 'export class'), /'(\w+)'/g)
    expect(codes).toContain('INTERNAL_SERVER_ERROR')
    expect(firstColumn(between(read('docs/errors.md'), '## The catalogue', "## GraphQL's own")).sort()).toEqual(
      codes.sort(),
    )
  })
})

describe('README.md', () => {
  const readme = read('README.md')

  it('explains every variable of the configuration, and no other', () => {
    const variables = all(between(read('src/config.ts'), 'const environment = z.object({', '\n})'), /^ {2}([A-Z_]+):/gm)
    expect(variables).toContain('DATABASE_URL')
    expect(firstColumn(between(readme, '## Configuration', '\n## ')).sort()).toEqual(variables.sort())
  })

  const schema = buildSchema(read('schema.graphql'))
  const examples = [
    ...all(readme, /^```graphql\n([^]*?)^```/gm),
    ...all(readme, /const query = '([^']+)'/g),
    ...all(readme, /"query":"([^"]+)"/g),
  ]

  it.each(examples.map((example) => [example.split('\n', 1)[0], example]))('can be copied: %s', (_title, example) => {
    expect(validate(schema, parse(example)).map(String)).toEqual([])
  })

  it('has the five operations, the client and the curl command among them', () => {
    expect(examples.length).toBeGreaterThanOrEqual(7)
  })
})

describe.each(['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs/errors.md', ...decisions()])('%s', (name) => {
  const text = read(name)

  it('links to files that are there', () => {
    const targets = all(text, /\]\(([^)#]+)\)/g).filter((target) => !/^https?:/.test(target))
    expect(targets.filter((target) => !existsSync(path.join(ROOT, path.dirname(name), target)))).toEqual([])
  })

  it('names npm scripts that are there', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    expect(all(text, /npm run ([\w:-]+)/g).filter((script) => !(script in scripts))).toEqual([])
  })

  it('names files of the repository that are there', () => {
    const files = all(text, /`((?:src|test|prisma|docs|graphiql|console|scripts)\/[\w./-]*\w)`/g)
    expect(files.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([])
  })
})

function decisions(): string[] {
  return readdirSync(path.join(ROOT, 'docs/decisions')).map((file) => `docs/decisions/${file}`)
}
