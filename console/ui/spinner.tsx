import { LoaderCircle } from 'lucide-react'
import style from './spinner.module.css'

/** Something is under way; `label` says what to those who do not see it turn. */
export function Spinner({ label, size = 18 }: { label: string; size?: number }) {
  return (
    <span className={style.spinner} role="status" aria-label={label}>
      <LoaderCircle size={size} aria-hidden="true" />
    </span>
  )
}
