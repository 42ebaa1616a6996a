import type { ChatKind } from './engine'

/** The id under which everybody's status updates arrive; no chat. */
export const STATUS_BROADCAST = 'status@broadcast'

/** The kind of chat that a WhatsApp id names. */
export function chatKindOf(whatsappId: string): ChatKind {
  if (whatsappId.endsWith('@g.us')) return 'GROUP'
  if (whatsappId.endsWith('@newsletter')) return 'CHANNEL'
  if (whatsappId.endsWith('@broadcast')) return 'BROADCAST'
  return 'PRIVATE'
}

/** Whether the id names a person by LID, WhatsApp's number-less address. */
export const isLid = (whatsappId: string): boolean => whatsappId.endsWith('@lid')

/** The E.164 number (with plus sign) in a `628…@c.us` or `628…@s.whatsapp.net` id; null for other ids. */
export function phoneOf(whatsappId: string): string | null {
  const match = /^(\d{5,15})(?::\d+)?@(?:c\.us|s\.whatsapp\.net)$/.exec(whatsappId)
  return match ? `+${match[1]}` : null
}

/** The `…@c.us` id of an E.164 number. */
export const whatsappIdOfPhone = (phone: string): string => `${phone.slice(1)}@c.us`

/** One spelling for each id: `@s.whatsapp.net` becomes `@c.us`, and device suffixes (`:12`) go. */
export function canonicalWhatsappId(whatsappId: string): string {
  return whatsappId.replace(/:\d+@/, '@').replace(/@s\.whatsapp\.net$/, '@c.us')
}
