const PAGE = 'wagraph'

/** The document's title: what is unread, what is shown, and where. */
export function titleOf(unread: number, name: string | null): string {
  const shown = name === null ? PAGE : `${name} · ${PAGE}`
  return unread > 0 ? `(${unread}) ${shown}` : shown
}
