import type Client from 'whatsapp-web.js/src/Client'
import type { CloseReason } from '../../domain/engine'
import { NEEDED_OF_PAGE, readMissing } from './page-reads'
import { withLimit } from './time-limit'

/** How long the look at the page may take, ms; longer means that the page is not there to be looked at. */
const LOOK_MS = 3_000

/** Names of modules and members that WhatsApp's page lacks; empty for a page as we expect it. */
export async function missingOnPage(client: Client): Promise<string[]> {
  const { pupPage: page } = client
  if (!page) return ['page']
  return withLimit(page.evaluate(readMissing, NEEDED_OF_PAGE), LOOK_MS, 'the look at the page')
}

/**
 * Why a start failed. INCOMPATIBLE is final, so it takes evidence: WhatsApp's modules are there, and not all of those
 * that we need. Whatever else fails may work the next time.
 */
export async function startFailure(client: Client, error: Error): Promise<{ reason: CloseReason; detail: string }> {
  const [message = ''] = error.message.split('\n')
  if (message.includes('net::ERR_')) return { reason: 'NETWORK', detail: `WhatsApp Web did not load: ${message}` }
  const missing = await missingOnPage(client).catch(() => ['page'])
  const hasModules = !missing.includes('page') && !missing.includes('require')
  if (hasModules && missing.length > 0) {
    return { reason: 'INCOMPATIBLE', detail: `WhatsApp's page lacks ${missing.join(', ')}.` }
  }
  // The library's word for a page without `window.Debug.VERSION` after 30 seconds.
  if (message === 'auth timeout') {
    if (!hasModules) return { reason: 'NETWORK', detail: 'WhatsApp Web did not load.' }
    return { reason: 'INCOMPATIBLE', detail: "WhatsApp's page lacks window.Debug.VERSION." }
  }
  return { reason: 'CRASH', detail: `The browser or its page failed: ${message}` }
}
