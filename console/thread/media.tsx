import { Download } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { MessageFieldsFragment } from '../generated/operations'
import { useFormat } from '../i18n/format'
import style from './media.module.css'
import { Placeholder } from './placeholder'
import { useRowTabIndex } from './thread-actions'

type Media = NonNullable<MessageFieldsFragment['media']>

interface MediaProps {
  type: MessageFieldsFragment['type']
  media: Media
}

/** A message's file: itself where the server has it, else what is known of it and why it is not there. */
export function MessageMedia({ type, media }: MediaProps) {
  const { url } = media
  if (url === null) return <Absent type={type} media={media} />
  return <Present type={type} media={media} url={url} />
}

function Present({ type, media, url }: MediaProps & { url: string }) {
  const { t } = useTranslation('messages')
  const tabIndex = useRowTabIndex()
  const label = media.filename ?? t(`kind.${type}`)
  if (type === 'IMAGE' || type === 'STICKER') {
    return (
      <a href={url} target="_blank" rel="noopener noreferrer" tabIndex={tabIndex} className={style.picture}>
        <img src={url} alt={label} loading="lazy" className={type === 'STICKER' ? style.sticker : style.image} />
      </a>
    )
  }
  if (type === 'VIDEO') {
    return (
      <video src={url} controls preload="metadata" tabIndex={tabIndex} aria-label={label} className={style.image} />
    )
  }
  if (type === 'AUDIO' || type === 'VOICE') {
    return <audio src={url} controls preload="none" tabIndex={tabIndex} aria-label={label} className={style.audio} />
  }
  return (
    <a href={url} download={media.filename ?? ''} tabIndex={tabIndex} className={style.file}>
      <Placeholder type={type}>
        <FileFacts media={media} />
      </Placeholder>
      <Download size={16} aria-hidden="true" />
    </a>
  )
}

function Absent({ type, media }: MediaProps) {
  const { t } = useTranslation('thread')
  return (
    <Placeholder type={type}>
      <FileFacts media={media} />
      {media.unavailable !== null && (
        <span className={style.facts}>{t('unavailable', { why: media.unavailable })}</span>
      )}
    </Placeholder>
  )
}

function FileFacts({ media: { filename, size, mimeType } }: { media: Media }) {
  const format = useFormat()
  const facts = [filename === null ? mimeType : null, size === null ? null : format.fileSize(size)].filter(Boolean)
  return (
    <>
      {filename !== null && (
        <span>
          <bdi>{filename}</bdi>
        </span>
      )}
      <span className={style.facts}>{facts.join(' · ')}</span>
    </>
  )
}
