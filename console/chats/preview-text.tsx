import { useTranslation } from 'react-i18next'
import { useDraft } from '../composer/drafts'
import type { ChatFieldsFragment } from '../generated/operations'
import { KIND_ICONS } from '../messages/kinds'
import { oneLine } from '../messages/one-line'
import { Ticks } from '../messages/ticks'
import { previewOf } from './preview'
import style from './chat-row.module.css'

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

function LastMessage({ chat: { kind: chatKind, lastMessage } }: { chat: ChatFieldsFragment }) {
  const { t } = useTranslation(['chats', 'messages'])
  if (lastMessage === null) {
    return (
      <span className={`${style.preview} ${style.word}`}>
        <span className={style.line}>{t('noMessages')}</span>
      </span>
    )
  }
  const { kind, text, sender, fromMe } = previewOf(chatKind, lastMessage)
  const { deliveryState } = lastMessage
  const Icon = kind === 'TEXT' ? null : KIND_ICONS[kind]
  return (
    <span className={`${style.preview} ${text === null ? style.word : ''}`}>
      {fromMe && deliveryState !== null && kind !== 'REVOKED' && <Ticks state={deliveryState} failure={null} />}
      {fromMe && kind !== 'SYSTEM' && <span className={style.who}>{t('you')}</span>}
      {sender !== null && (
        <span className={style.who}>
          <bdi>{sender}</bdi>:
        </span>
      )}
      {Icon && <Icon size={14} aria-hidden="true" className={style.mark ?? ''} />}
      {/* Apart from who wrote it, so that a text from right to left begins at its own side and is cut at its end. */}
      <span className={style.line} dir="auto">
        {text ?? t(`messages:kind.${kind}`)}
      </span>
    </span>
  )
}
