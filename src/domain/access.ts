export const SCOPES = ['ADMIN', 'SESSIONS_READ', 'SESSIONS_WRITE', 'MESSAGES_READ', 'MESSAGES_WRITE'] as const

/** What a key may do; ADMIN may everything. */
export type Scope = (typeof SCOPES)[number]

/** Who asks: the API key behind a request or a socket. */
export interface Viewer {
  keyId: string
  workspaceId: string
  scopes: readonly Scope[]
}

/** Whether the viewer holds the scope. */
export const may = (viewer: Viewer, scope: Scope): boolean =>
  viewer.scopes.includes('ADMIN') || viewer.scopes.includes(scope)
