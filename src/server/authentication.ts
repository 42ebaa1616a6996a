import type { FastifyRequest } from 'fastify'
import type { Viewer } from '../domain/access'
import { WagraphError } from '../domain/errors'

/** Finds who a key belongs to; null for a key that is unknown, expired or revoked. Rejects only if it cannot look. */
export type Authenticate = (key: string) => Promise<Viewer | null>

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; null on routes without authentication. */
    viewer: Viewer | null
  }
}

/** The key of `Bearer <key>`, or null. */
export function bearerKey(authorization: unknown): string | null {
  if (typeof authorization !== 'string') return null
  return /^Bearer +(\S{1,512}) *$/i.exec(authorization)?.[1] ?? null
}

/**
 * Sets `request.viewer` from the Authorization header; an onRequest hook, so that nobody without a key has a body read.
 *
 * @throws WagraphError UNAUTHENTICATED (401)
 */
export async function authenticateRequest(request: FastifyRequest, authenticate: Authenticate): Promise<Viewer> {
  const key = bearerKey(request.headers.authorization)
  const viewer = key === null ? null : await authenticate(key)
  if (!viewer) {
    const fault = key === null ? 'is missing: send Authorization: Bearer <key>' : 'is unknown, expired or revoked'
    throw new WagraphError('UNAUTHENTICATED', `The API key ${fault}.`)
  }
  request.viewer = viewer
  return viewer
}
