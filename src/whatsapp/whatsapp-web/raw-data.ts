/** Reading what the page hands over: WhatsApp renames and retypes its internals, so nothing is taken for granted. */

import type { MessageKey } from '../../domain/engine'
import { canonicalWhatsappId } from '../../domain/whatsapp-id'

/** A model of the page, as JSON brought it here. */
export type Raw = Readonly<Record<string, unknown>>

export const isRaw = (value: unknown): value is Raw => typeof value === 'object' && value !== null

/** A text that is not empty, else null. */
export const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** A finite number, also one that is written as text; else null. */
export function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}

/** The WhatsApp id in an id object or text, in its one spelling; null if there is none. */
export function idOf(value: unknown): string | null {
  const id = textOf(isRaw(value) ? value._serialized : value)
  return id && id.includes('@') ? canonicalWhatsappId(id) : null
}

/** A message's key as the page has it, with what else it tells. */
export interface RawKey {
  key: MessageKey
  chatId: string
  participant: string | null
  /** `id._serialized`: the page finds the message by it. */
  ref: string
}

/** Reads a message key, object or text; null if it is none. */
export function keyOf(id: unknown): RawKey | null {
  if (typeof id === 'string') return keyOfText(id)
  if (!isRaw(id)) return null
  const stanzaId = textOf(id.id)
  const chatId = idOf(id.remote)
  if (!stanzaId || !chatId) return null
  const fromMe = id.fromMe === true
  const participant = idOf(id.participant)
  const made = [String(fromMe), chatId, stanzaId, ...(participant ? [participant] : [])].join('_')
  return { key: { fromMe, stanzaId }, chatId, participant, ref: textOf(id._serialized) ?? made }
}

/** `<fromMe>_<chat>_<stanza id>[_<participant>]`. */
function keyOfText(ref: string): RawKey | null {
  const [fromMe, chat, stanzaId, participant] = ref.split('_')
  const chatId = idOf(chat)
  if (!chatId || !stanzaId || (fromMe !== 'true' && fromMe !== 'false')) return null
  return { key: { fromMe: fromMe === 'true', stanzaId }, chatId, participant: idOf(participant), ref }
}
