import { useTranslation } from 'react-i18next'
import type { SessionState } from '../generated/operations'
import { toneOf } from './session-actions'
import style from './state-label.module.css'

/** A state as a dot and a word; with `brief` the word is for screen readers only. */
export function StateLabel({ state, brief = false }: { state: SessionState; brief?: boolean }) {
  const { t } = useTranslation('sessions')
  return (
    <span className={`${style.label} ${style[toneOf(state)]}`}>
      <span className={style.dot} aria-hidden="true" />
      <span className={brief ? 'visually-hidden' : style.word}>{t(`state.${state}`)}</span>
    </span>
  )
}
