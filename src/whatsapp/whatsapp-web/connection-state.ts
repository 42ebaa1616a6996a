import type { CloseReason } from '../../domain/engine'

/** What a state of the page's socket means for a connection that had a login. */
export type StateMeaning = 'connected' | 'waiting' | { reason: CloseReason; detail: string }

const ENDS: Readonly<Record<string, { reason: CloseReason; detail: string }>> = {
  UNPAIRED: { reason: 'LOGGED_OUT', detail: 'The phone unlinked this device.' },
  UNPAIRED_IDLE: { reason: 'LOGGED_OUT', detail: 'The phone unlinked this device.' },
  LOGOUT: { reason: 'LOGGED_OUT', detail: 'The phone unlinked this device.' },
  CONFLICT: { reason: 'CONFLICT', detail: 'WhatsApp Web was opened elsewhere with this login.' },
  DEPRECATED_VERSION: { reason: 'INCOMPATIBLE', detail: 'WhatsApp no longer takes this version of WhatsApp Web.' },
  TOS_BLOCK: { reason: 'INCOMPATIBLE', detail: 'WhatsApp blocks this account (TOS_BLOCK).' },
  SMB_TOS_BLOCK: { reason: 'INCOMPATIBLE', detail: 'WhatsApp blocks this account (SMB_TOS_BLOCK).' },
  PROXYBLOCK: { reason: 'NETWORK', detail: 'WhatsApp blocks the network or proxy (PROXYBLOCK).' },
}

/** OPENING, TIMEOUT, PAIRING and what WhatsApp may add are waited out; the caller limits the wait. */
export function meaningOf(state: string): StateMeaning {
  if (state === 'CONNECTED') return 'connected'
  return ENDS[state] ?? 'waiting'
}
