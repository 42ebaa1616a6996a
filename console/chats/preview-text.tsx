import {
  Ban,
  Check,
  CheckCheck,
  CircleAlert,
  CircleQuestionMark,
  CircleUser,
  Clock,
  FileText,
  Hourglass,
  Image,
  type LucideIcon,
  MapPin,
  Mic,
  Music,
  Sticker,
  Video,
  Vote,
} from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useDraft } from '../composer/drafts'
import type { ChatFieldsFragment, DeliveryState } from '../generated/operations'
import { oneLine, type PreviewKind, previewOf } from './preview'
import style from './chat-row.module.css'

const ICONS: Partial<Record<PreviewKind, LucideIcon>> = {
  AUDIO: Music,
  CONTACT: CircleUser,
  DOCUMENT: FileText,
  IMAGE: Image,
  LOCATION: MapPin,
  POLL: Vote,
  REVOKED: Ban,
  STICKER: Sticker,
  UNDECRYPTED: Hourglass,
  VIDEO: Video,
  VOICE: Mic,
}

const TICKS: Record<DeliveryState, LucideIcon> = {
  QUEUED: Clock,
  SENDING: Clock,
  SENT: Check,
  DELIVERED: CheckCheck,
  READ: CheckCheck,
  PLAYED: CheckCheck,
  FAILED: CircleAlert,
  UNKNOWN: CircleQuestionMark,
}

/** A chat's last message in one line, or what was begun to be written, unless that is on the screen anyway. */
export function PreviewText({ chat, current }: { chat: ChatFieldsFragment; current: boolean }) {
  const [draft] = useDraft(chat.id)
  return draft === '' || current ? <LastMessage chat={chat} /> : <Draft text={draft} />
}

function Draft({ text }: { text: string }) {
  const { t } = useTranslation('chats')
  return (
    <span className={style.preview}>
      <span className={style.draft}>{t('draft')}</span>
      <span className={style.line} dir="auto">
        {oneLine(text)}
      </span>
    </span>
  )
}

function LastMessage({ chat }: { chat: ChatFieldsFragment }) {
  const { t } = useTranslation('chats')
  const { kind, text, sender, fromMe } = previewOf(chat)
  const Icon = kind === null ? undefined : ICONS[kind]
  const delivery = chat.lastMessage?.deliveryState ?? null
  return (
    <span className={`${style.preview} ${kind !== null && text === null ? style.word : ''}`}>
      {fromMe && delivery !== null && kind !== 'REVOKED' && <Tick state={delivery} />}
      {fromMe && kind !== 'SYSTEM' && <span className={style.who}>{t('you')}</span>}
      {sender !== null && (
        <span className={style.who}>
          <bdi>{sender}</bdi>:
        </span>
      )}
      {Icon && <Icon size={14} aria-hidden="true" className={style.mark} />}
      {/* Apart from who wrote it, so that a text from right to left begins at its own side and is cut at its end. */}
      <span className={style.line} dir="auto">
        {text ?? (kind !== null && t(`kind.${kind}`))}
      </span>
    </span>
  )
}

function Tick({ state }: { state: DeliveryState }) {
  const { t } = useTranslation('chats')
  const Icon = TICKS[state]
  return (
    <span className={`${style.mark} ${style[state.toLowerCase()] ?? ''}`} title={t(`delivery.${state}`)}>
      <Icon size={16} aria-hidden="true" />
      <span className="visually-hidden">{t(`delivery.${state}`)}</span>
    </span>
  )
}
