import {
  BarChart3,
  CircleQuestionMark,
  Contact,
  FileText,
  Image,
  Info,
  LockKeyhole,
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

/** A picture for each kind of message. */
export const KIND_ICONS: Readonly<Record<MessageType, LucideIcon>> = {
  AUDIO: Music,
  CONTACT: Contact,
  DOCUMENT: FileText,
  IMAGE: Image,
  LOCATION: MapPin,
  POLL: BarChart3,
  STICKER: Sticker,
  SYSTEM: Info,
  TEXT: Type,
  UNDECRYPTED: LockKeyhole,
  UNSUPPORTED: CircleQuestionMark,
  VIDEO: Video,
  VOICE: Mic,
}

/** What a message is in one line: its text, else what kind it is. */
export function useSummary(): (message: QuotedFieldsFragment) => string {
  const { t } = useTranslation('thread')
  return ({ revokedAt, body, type }) => (revokedAt ? t('revoked') : body || t(`kind.${type}`))
}

/** Who wrote a message, as the thread names them. */
export function useSenderName(): (message: QuotedFieldsFragment, chatName: string) => string {
  const { t } = useTranslation('thread')
  return ({ fromMe, sender }, chatName) => (fromMe ? t('you') : (sender?.name ?? chatName))
}
