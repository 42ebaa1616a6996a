import { Copy } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNotices } from '../shell/notices'
import { Button } from '../ui/button'
import style from './drawer.module.css'

interface CopyButtonProps {
  label: string
  /** What is copied. */
  text: () => string
}

/**
 * Copies a text. Browsers give pages the clipboard on HTTPS and on this machine only; elsewhere the text is shown
 * selected, to be copied by hand.
 */
export function CopyButton({ label, text }: CopyButtonProps) {
  const { t } = useTranslation('developer')
  const { say } = useNotices()
  const [byHand, setByHand] = useState<string | null>(null)

  async function copy() {
    const copied = text()
    if (!isSecureContext) return setByHand(copied)
    try {
      await navigator.clipboard.writeText(copied)
    } catch {
      // The user or the browser's settings forbid it.
      return setByHand(copied)
    }
    setByHand(null)
    say({ kind: 'INFO', text: t('copied') })
  }
  return (
    <>
      <Button look="PLAIN" onPress={() => void copy()}>
        <Copy size={14} aria-hidden="true" />
        {label}
      </Button>
      {byHand !== null && <ByHand text={byHand} />}
    </>
  )
}

function ByHand({ text }: { text: string }) {
  const { t } = useTranslation('developer')
  const area = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    area.current?.focus()
    area.current?.select()
  }, [text])
  return (
    <label className={style.byHand}>
      {t('copyByHand')}
      <textarea ref={area} className={style.byHandText} readOnly rows={4} value={text} dir="auto" spellCheck={false} />
    </label>
  )
}
