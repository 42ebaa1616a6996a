import { randomBytes } from 'node:crypto'

/** The WhatsApp id that a test's shorthand stands for: bare digits are a phone number. Throws on anything else. */
export function toWid(id: string): string {
  if (/^\d+$/.test(id)) return `${id}@c.us`
  if (/^\d+@s\.whatsapp\.net$/.test(id)) return id.replace('@s.whatsapp.net', '@c.us')
  if (/^[\w.-]+@(c\.us|lid|g\.us|broadcast|newsletter)$/.test(id)) return id
  throw new Error(`not a WhatsApp id: ${id}`)
}

/** Whether the id is a group's. */
export function isGroup(wid: string): boolean {
  return wid.endsWith('@g.us')
}

/** Whether messages of this chat name their author: groups and status broadcasts. */
export function hasAuthors(wid: string): boolean {
  return isGroup(wid) || wid.endsWith('@broadcast')
}

/** A new stanza id in the form that Android phones use. */
export function newStanzaId(): string {
  return `3EB0${randomBytes(14).toString('hex').toUpperCase()}`
}

/** The serialized key of a message. */
export function messageKey(fromMe: boolean, chat: string, id: string, participant?: string): string {
  return [String(fromMe), chat, id, ...(participant ? [participant] : [])].join('_')
}
