/** Where the console and GraphiQL keep the API key: this browser tab only, gone when the tab is closed. */
const STORAGE_NAME = 'wagraph.key'

/** Why the server does not take a key; `status` is HTTP's. */
export type KeyProblem =
  | { kind: 'MALFORMED' }
  | { kind: 'REFUSED' }
  | { kind: 'UNREACHABLE'; detail: string }
  | { kind: 'UNEXPECTED'; status: number }

/**
 * Moves a key from the address bar's fragment (`#key=…`) to the tab's storage and returns the key in use, or null.
 * The fragment is removed at once, so that the key is in neither a bookmark, the history nor a screenshot.
 */
export function takeKey(): string | null {
  // A form-encoded plus means a space, but keys are pasted here as they are.
  const fragment = new URLSearchParams(location.hash.slice(1).replaceAll('+', '%2B'))
  const key = fragment.get('key')?.trim()
  if (fragment.has('key')) history.replaceState(null, '', location.pathname + location.search)
  if (key) keepKey(key)
  return sessionStorage.getItem(STORAGE_NAME)
}

/** Keeps a key for this tab, over reloads. */
export function keepKey(key: string): void {
  sessionStorage.setItem(STORAGE_NAME, key)
}

/** Forgets the key of this tab. */
export function forgetKey(): void {
  sessionStorage.removeItem(STORAGE_NAME)
}

/** Asks the server whether it takes the key: null if so, else why not. */
export async function whyUnusable(key: string): Promise<KeyProblem | null> {
  // What cannot stand in a header would fail in fetch() with a message about ByteStrings.
  if (!/^[\x21-\x7e]+$/.test(key)) return { kind: 'MALFORMED' }
  let response: Response
  try {
    response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query: '{ viewer { scopes } }' }),
    })
  } catch (error) {
    return { kind: 'UNREACHABLE', detail: error instanceof Error ? error.message : String(error) }
  }
  if (response.status === 401) return { kind: 'REFUSED' }
  return response.ok ? null : { kind: 'UNEXPECTED', status: response.status }
}
