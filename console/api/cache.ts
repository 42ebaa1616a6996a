import { type FieldFunctionOptions, InMemoryCache, type Reference } from '@apollo/client'

/** A page of sessions as the cache has it. */
interface SessionPage {
  readonly nodes: readonly Reference[]
}

/** Apollo's cache: sessions are one list that pages are added to; everything else is as it comes. */
export function createCache(): InMemoryCache {
  return new InMemoryCache({
    typePolicies: { Query: { fields: { sessions: { keyArgs: false, merge: addPage } } } },
  })
}

function addPage(
  before: SessionPage | undefined,
  page: SessionPage,
  { args, readField }: FieldFunctionOptions,
): SessionPage {
  if (before === undefined || !args?.['after']) return page
  // A session that was made meanwhile has moved the others on, so that a page may begin with what is there already.
  const known = new Set(before.nodes.map((node) => readField('id', node)))
  return { ...page, nodes: [...before.nodes, ...page.nodes.filter((node) => !known.has(readField('id', node)))] }
}
