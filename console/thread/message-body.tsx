import { useTranslation } from 'react-i18next'
import type { MessageFieldsFragment } from '../generated/operations'
import { KIND_ICONS } from '../messages/kinds'
import { MessageMedia } from './media'
import style from './message-body.module.css'
import { Placeholder } from './placeholder'
import { foldedText, isEmojiOnly, splitLinks } from './text-parts'
import { useRowTabIndex, useThreadActions } from './thread-actions'

interface MessageBodyProps {
  message: MessageFieldsFragment
  /** Whether all of a long text is shown. */
  isUnfolded: boolean
}

/** What a message says: its file or what stands for it, and its text. */
export function MessageBody({ message, isUnfolded }: MessageBodyProps) {
  if (message.revokedAt !== null) return <Revoked />
  return (
    <>
      <Content message={message} />
      {message.body && <Text id={message.id} text={message.body} isUnfolded={isUnfolded} />}
    </>
  )
}

function Revoked() {
  const { t } = useTranslation('messages')
  const Icon = KIND_ICONS.REVOKED
  return (
    <p className={style.revoked}>
      <Icon size={14} aria-hidden="true" /> {t('kind.REVOKED')}
    </p>
  )
}

/** What a message has beside its text; of a kind that the page cannot show at least its name. */
function Content({ message: { type, media, location } }: { message: MessageFieldsFragment }) {
  if (media !== null) return <MessageMedia type={type} media={media} />
  if (location !== null) return <Place location={location} />
  return type === 'TEXT' ? null : <Unshown type={type} />
}

function Unshown({ type }: { type: MessageFieldsFragment['type'] }) {
  const { t } = useTranslation('thread')
  return (
    <Placeholder type={type}>
      {(type === 'UNDECRYPTED' || type === 'UNSUPPORTED') && <span>{t(`unshown.${type}`)}</span>}
    </Placeholder>
  )
}

function Place({ location }: { location: NonNullable<MessageFieldsFragment['location']> }) {
  const { t } = useTranslation('thread')
  const tabIndex = useRowTabIndex()
  const { latitude, longitude, name } = location
  const coordinates = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`
  const map = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`
  return (
    <Placeholder type="LOCATION">
      {name !== null && <bdi>{name}</bdi>}
      <a href={map} target="_blank" rel="noopener noreferrer" tabIndex={tabIndex} title={t('map')}>
        {coordinates}
      </a>
    </Placeholder>
  )
}

function Text({ id, text, isUnfolded }: { id: string; text: string; isUnfolded: boolean }) {
  if (isEmojiOnly(text)) return <p className={style.emoji}>{text}</p>
  const folded = isUnfolded ? null : foldedText(text)
  return (
    <>
      <p className={style.text} dir="auto">
        <Linked text={folded ?? text} />
        {folded !== null && '…'}
      </p>
      {folded !== null && <Unfold id={id} />}
    </>
  )
}

function Unfold({ id }: { id: string }) {
  const { t } = useTranslation('thread')
  const { unfold } = useThreadActions()
  const tabIndex = useRowTabIndex()
  function open() {
    // The button goes, and would take the focus with it.
    document.getElementById(id)?.focus({ preventScroll: true })
    unfold(id)
  }
  return (
    <button type="button" tabIndex={tabIndex} className={style.more} onClick={open}>
      {t('showAll')}
    </button>
  )
}

function Linked({ text }: { text: string }) {
  const tabIndex = useRowTabIndex()
  return splitLinks(text).map(({ text: shown, href }, index) =>
    href === null ? (
      shown
    ) : (
      <a key={index} href={href} target="_blank" rel="noopener noreferrer" tabIndex={tabIndex}>
        {shown}
      </a>
    ),
  )
}
