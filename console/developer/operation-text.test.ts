import { execFileSync } from 'node:child_process'
import { parse } from 'graphql'
import type { ShownOperation } from '../api/shown-operations'
import { LiveEventsDocument } from '../generated/operations'
import { graphiqlLink, readHanded } from './graphiql-link'
import { jsonTokens } from './json-tokens'
import { curlCommand, distinct, handed, operationKind, operationName } from './operation-text'

const live: ShownOperation = {
  document: LiveEventsDocument,
  variables: { after: `it's + 50% & "more" #1`, types: null },
}
const hashOf = (link: string): string => link.slice(link.indexOf('#'))

describe('the link to GraphiQL', () => {
  it('brings an operation over as it is, in the fragment only', () => {
    const link = graphiqlLink(handed(live))
    expect(link).toMatch(/^\/graphiql#query=[^&#+\s]+&variables=[^&#+\s]+&operationName=LiveEvents$/)
    expect(readHanded(hashOf(link))).toEqual({ kind: 'OPERATION', operation: handed(live) })
    const bare = { query: '{ viewer { scopes } }', variables: null, operationName: null }
    expect(readHanded(hashOf(graphiqlLink(bare)))).toEqual({ kind: 'OPERATION', operation: bare })
  })

  it('stands beside a key, and is nothing where there is only a key', () => {
    expect(readHanded('#key=wak_1&query=%7Ba%7D')).toMatchObject({ operation: { query: '{a}' } })
    expect(readHanded('#key=wak_1')).toEqual({ kind: 'NOTHING' })
    expect(readHanded('')).toEqual({ kind: 'NOTHING' })
  })

  it.each([
    '#query=',
    '#query=%7',
    '#variables={}',
    '#query={a}&variables=[1]',
    '#query={a}&variables={"a"',
    '#query={a}&operationName=a%20b',
  ])('is broken as %s', (hash) => expect(readHanded(hash)).toEqual({ kind: 'BROKEN' }))

  it('is not read beyond its limit', () => {
    expect(readHanded(`#query=${'a'.repeat(100_000)}`)).toEqual({ kind: 'TOO_LONG' })
  })
})

describe('the text of an operation', () => {
  it('is the document with its fragments, named', () => {
    const { query } = handed(live)
    expect(query).toContain('fragment MessageFields on Message')
    expect([operationName(parse(query)), operationKind(parse(query))]).toEqual(['LiveEvents', 'subscription'])
  })

  it('is a command that a shell hands to curl as it is, without the key', () => {
    const command = curlCommand(live, 'http://127.0.0.1:4000')
    expect(command).toContain('Bearer $WAGRAPH_KEY')
    const printer = `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; }; WAGRAPH_KEY=k; `
    const words = execFileSync('sh', ['-c', printer + command], { encoding: 'utf8' }).split('\0')
    expect(words.slice(0, 3)).toEqual(['-N', 'http://127.0.0.1:4000/graphql', '-H'])
    expect(words).toContain('authorization: Bearer k')
    const { query, operationName: name } = handed(live)
    expect(JSON.parse(words.at(-2) ?? '')).toEqual({ operationName: name, query, variables: live.variables })
  })

  it('is listed once for several views', () => {
    const other = { ...live, variables: { after: 'b' } }
    expect(distinct([live, other, { ...live }])).toEqual([live, other])
  })
})

describe('JSON taken apart', () => {
  it('is the same text, and knows keys from strings and literals', () => {
    const json = JSON.stringify({ 'a"b': 'c: "d"', e: [-1.5e3, true, null, 'true'], f: {} }, null, 2)
    const tokens = jsonTokens(json)
    expect(tokens.map(({ text }) => text).join('')).toBe(json)
    const of = (kind: string): string[] => tokens.filter((token) => token.kind === kind).map(({ text }) => text)
    expect(of('key')).toEqual(['"a\\"b"', '"e"', '"f"'])
    expect(of('string')).toEqual(['"c: \\"d\\""', '"true"'])
    expect(of('literal')).toEqual(['-1500', 'true', 'null'])
  })
})
