import { Copy } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../ui/button'
import { CopyByHand } from '../ui/copy-by-hand'
import { useCopy } from '../ui/use-copy'

interface CopyButtonProps {
  label: string
  /** What is copied. */
  text: () => string
}

/** Copies a text, or offers it to be copied by hand. */
export function CopyButton({ label, text }: CopyButtonProps) {
  const copy = useCopy()
  const [byHand, setByHand] = useState<string | null>(null)

  async function press() {
    const wanted = text()
    if (!(await copy(wanted))) setByHand(wanted)
  }
  return (
    <>
      <Button look="PLAIN" onPress={() => void press()}>
        <Copy size={14} aria-hidden="true" />
        {label}
      </Button>
      {byHand !== null && <CopyByHand text={byHand} onClose={() => setByHand(null)} />}
    </>
  )
}
