/** The two media types of GraphQL over HTTP. */
export const GRAPHQL_MEDIA_TYPES = ['application/json', 'application/graphql-response+json'] as const

export type GraphqlMediaType = (typeof GRAPHQL_MEDIA_TYPES)[number]

interface Range {
  type: string
  quality: number
}

/**
 * Which of the two types an Accept header prefers; null if it takes neither.
 *
 * Without a preference it is application/json, as the specification asks until clients have caught up.
 */
export function negotiate(accept: string | undefined): GraphqlMediaType | null {
  if (accept === undefined || accept.trim() === '') return 'application/json'
  const ranges = rangesOf(accept)
  const offers = GRAPHQL_MEDIA_TYPES.map((type) => ({ type, ...rank(type, ranges) })).filter((one) => one.quality > 0)
  offers.sort((a, b) => b.quality - a.quality || b.exactness - a.exactness || a.position - b.position)
  return offers[0]?.type ?? null
}

/** Whether a browser asks for a page: text/html comes before any GraphQL type. */
export function wantsPage(accept: string | undefined): boolean {
  const ranges = rangesOf(accept ?? '')
  const html = ranges.find((range) => range.type === 'text/html')
  if (!html) return false
  return GRAPHQL_MEDIA_TYPES.every((type) => rank(type, ranges).quality < html.quality)
}

/** Whether it names the media type of event streams; a range such as that takes everything does not ask for them. */
export const takesEventStream = (accept: string | undefined): boolean =>
  rangesOf(accept ?? '').some(({ type, quality }) => type === 'text/event-stream' && quality > 0)

function rangesOf(accept: string): Range[] {
  return accept.split(',').map((part) => {
    const [type = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase())
    const quality = parameters.find((parameter) => parameter.startsWith('q='))
    return { type, quality: quality === undefined ? 1 : Number(quality.slice(2)) || 0 }
  })
}

/** By the most exact range that takes the type. */
function rank(type: string, ranges: readonly Range[]): { quality: number; exactness: number; position: number } {
  const patterns = ['*/*', `${type.split('/', 1)[0]}/*`, type]
  for (let exactness = patterns.length - 1; exactness >= 0; exactness -= 1) {
    const position = ranges.findIndex((range) => range.type === patterns[exactness])
    const range = ranges[position]
    if (range) return { quality: range.quality, exactness, position }
  }
  return { quality: 0, exactness: 0, position: ranges.length }
}
