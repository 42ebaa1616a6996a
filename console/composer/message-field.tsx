import { type KeyboardEvent, type ReactNode, type RefObject, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../i18n/format'
import { IconButton } from '../ui/button'
import style from './composer.module.css'
import { useTouch } from '../ui/use-touch'
import { EmojiButton } from './emoji-button'
import { charactersLeft, TEXT_LIMIT, toSend } from './text-limit'

/** Longer texts scroll. */
const MOST_ROWS = 8

interface MessageFieldProps {
  field: RefObject<HTMLTextAreaElement | null>
  value: string
  onChange: (text: string) => void
  /** Why nothing can be sent now; the text can be written all the same. */
  obstacle: string | null
  /** The text is on its way, and must not be changed. */
  busy?: boolean
  submit: { label: string; icon: ReactNode; run: () => void }
  /** What Escape does. */
  onCancel?: () => void
}

/**
 * A text that grows with its lines, emoji for it, and the button that sends it. Enter sends too, and Shift+Enter breaks
 * the line; keyboards on the screen have no Shift+Enter: there Enter breaks it.
 */
export function MessageField({ field, value, onChange, obstacle, busy = false, submit, onCancel }: MessageFieldProps) {
  const { t } = useTranslation('composer')
  const id = useId()
  const isTouch = useTouch()
  const left = charactersLeft(value)
  const ready = toSend(value) !== '' && (left ?? 0) >= 0 && obstacle === null && !busy

  function run() {
    if (!ready) return
    submit.run()
    // The button that was pressed is disabled once the text is gone, and would lose the focus.
    field.current?.focus()
  }

  function onKeyDown(event: KeyboardEvent) {
    // Enter and Escape belong to the input method while it composes; Safari ends that before it tells of the key (229).
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (event.key === 'Escape' && onCancel) {
      event.preventDefault()
      onCancel()
    } else if (event.key === 'Enter' && (isTouch ? event.ctrlKey || event.metaKey : !event.shiftKey)) {
      event.preventDefault()
      run()
    }
  }

  return (
    <>
      {obstacle !== null && (
        <p id={`${id}-obstacle`} className={style.obstacle} role="status">
          {obstacle}
        </p>
      )}
      <div className={style.row}>
        <EmojiButton field={field} onChange={onChange} isDisabled={busy} />
        <textarea
          ref={field}
          className={style.field}
          aria-label={t('field')}
          aria-describedby={`${id}-obstacle ${id}-left`}
          placeholder={t('placeholder')}
          dir="auto"
          // It grows by field-sizing, and by this where the browser does not know that.
          rows={Math.min(MOST_ROWS, value.split('\n', MOST_ROWS).length)}
          enterKeyHint={isTouch ? 'enter' : 'send'}
          value={value}
          readOnly={busy}
          onChange={({ target }) => onChange(target.value)}
          onKeyDown={onKeyDown}
        />
        <IconButton label={submit.label} onPress={run} isDisabled={!ready}>
          {submit.icon}
        </IconButton>
      </div>
      {left !== null && <CharactersLeft id={`${id}-left`} left={left} />}
    </>
  )
}

function CharactersLeft({ id, left }: { id: string; left: number }) {
  const { t } = useTranslation('composer')
  const format = useFormat()
  // Only that it is too long is announced by itself, not each number on the way.
  return (
    <div id={id} className={`${style.left} ${left < 0 ? style.over : ''}`}>
      <p>
        {left < 0
          ? t('over', { count: -left, number: format.number(-left) })
          : t('left', { count: left, number: format.number(left) })}
      </p>
      <p role="status" className="visually-hidden">
        {left < 0 && t('tooLong', { most: format.number(TEXT_LIMIT) })}
      </p>
    </div>
  )
}
