import {
  Ban,
  BarChart3,
  CircleQuestionMark,
  Contact,
  FileText,
  Hourglass,
  Image,
  Info,
  type LucideIcon,
  MapPin,
  Mic,
  Music,
  Sticker,
  Type,
  Video,
} from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { MessageType, QuotedFieldsFragment } from '../generated/operations'

/** What a message is; once it is deleted, nothing else matters. `messages:kind` names each. */
export type MessageKind = MessageType | 'REVOKED'

/** A picture for each kind of message. */
export const KIND_ICONS: Readonly<Record<MessageKind, LucideIcon>> = {
  AUDIO: Music,
  CONTACT: Contact,
  DOCUMENT: FileText,
  IMAGE: Image,
  LOCATION: MapPin,
  POLL: BarChart3,
  REVOKED: Ban,
  STICKER: Sticker,
  SYSTEM: Info,
  TEXT: Type,
  UNDECRYPTED: Hourglass,
  UNSUPPORTED: CircleQuestionMark,
  VIDEO: Video,
  VOICE: Mic,
}

/** The kind of a message. */
export const kindOf = ({ type, revokedAt }: Pick<QuotedFieldsFragment, 'type' | 'revokedAt'>): MessageKind =>
  revokedAt === null ? type : 'REVOKED'

/** Says a message in short: its text, else what kind it is. */
export function useSummary(): (message: Pick<QuotedFieldsFragment, 'type' | 'revokedAt' | 'body'>) => string {
  const { t } = useTranslation('messages')
  return (message) => {
    const kind = kindOf(message)
    return (kind !== 'REVOKED' && message.body) || t(`kind.${kind}`)
  }
}
