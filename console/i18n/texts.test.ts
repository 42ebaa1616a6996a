import * as en from './en'
import * as id from './id'

type Texts = { readonly [key: string]: string | Texts }

/** Every text by its path, such as `shell.menu.label`. */
function flatten(texts: Texts, path = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(texts)) {
    const here = path === '' ? key : `${path}.${key}`
    if (typeof value === 'string') found.set(here, value)
    else for (const [inner, text] of flatten(value, here)) found.set(inner, text)
  }
  return found
}

/** Without the plural's form, of which each language has its own. */
const base = (path: string): string => path.replace(/_(zero|one|two|few|many|other)$/, '')

const placeholders = (text: string): string[] => [...text.matchAll(/{{\s*(\w+)\s*}}/g)].map(([, name]) => name ?? '')

const languages = { en: flatten({ ...en }), id: flatten({ ...id }) }

it('has the same texts in both languages', () => {
  const [english, indonesian] = [languages.en, languages.id].map((texts) => new Set([...texts.keys()].map(base)))
  expect([...(indonesian ?? [])].sort()).toEqual([...(english ?? [])].sort())
  expect(english?.size).toBeGreaterThan(30)
})

describe.each(Object.entries(languages))('%s', (language, texts) => {
  it('has no empty text', () => {
    expect([...texts].filter(([, text]) => text.trim() === '')).toEqual([])
  })

  it('has every form that the language counts by', () => {
    const plurals = new Set([...texts.keys()].filter((path) => base(path) !== path).map(base))
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
    const missing = [...plurals].flatMap((path) =>
      forms.map((form) => `${path}_${form}`).filter((wanted) => !texts.has(wanted)),
    )
    expect(missing).toEqual([])
  })
})

it('puts the same values into both languages', () => {
  const valuesOf = (texts: ReadonlyMap<string, string>): Map<string, string[]> => {
    const values = new Map<string, Set<string>>()
    for (const [path, text] of texts) {
      const known = values.get(base(path)) ?? new Set<string>()
      for (const name of placeholders(text)) known.add(name)
      values.set(base(path), known)
    }
    return new Map([...values].map(([path, names]) => [path, [...names].sort()]))
  }
  expect(Object.fromEntries(valuesOf(languages.id))).toEqual(Object.fromEntries(valuesOf(languages.en)))
})
