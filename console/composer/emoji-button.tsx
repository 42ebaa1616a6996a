import { Smile } from 'lucide-react'
import { lazy, type RefObject, useEffect, useRef, useState } from 'react'
import { Dialog, DialogTrigger, Popover } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../ui/button'
import { LazyPart } from '../ui/lazy-part'
import menu from '../ui/menu.module.css'
import { Spinner } from '../ui/spinner'
import style from './emoji-picker.module.css'

const EmojiPicker = lazy(() => import('./emoji-picker'))

interface EmojiButtonProps {
  field: RefObject<HTMLTextAreaElement | null>
  /** Takes the field's text with the emoji in it. */
  onChange: (text: string) => void
  isDisabled: boolean
}

/** Opens the emoji, and puts the chosen one where the caret of the field is. The focus goes back into the field. */
export function EmojiButton({ field, onChange, isDisabled }: EmojiButtonProps) {
  const { t } = useTranslation('composer')
  const [isOpen, setOpen] = useState(false)
  const wasOpen = useRef(false)
  useEffect(() => {
    // Now that the popover is gone, nothing holds the focus back.
    if (wasOpen.current && !isOpen) field.current?.focus()
    wasOpen.current = isOpen
  }, [field, isOpen])

  function insert(emoji: string) {
    setOpen(false)
    if (field.current === null) return
    const { selectionStart, selectionEnd } = field.current
    field.current.setRangeText(emoji, selectionStart, selectionEnd, 'end')
    onChange(field.current.value)
  }

  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <IconButton label={t('emoji.open')} isDisabled={isDisabled}>
        <Smile size={20} aria-hidden="true" />
      </IconButton>
      <Popover placement="top start" className={menu.popover ?? ''}>
        <Dialog className={style.dialog ?? ''} aria-label={t('emoji.title')}>
          <LazyPart fallback={<Spinner label={t('emoji.loading')} />} onFailure={() => setOpen(false)}>
            <EmojiPicker onChoose={insert} />
          </LazyPart>
        </Dialog>
      </Popover>
    </DialogTrigger>
  )
}
