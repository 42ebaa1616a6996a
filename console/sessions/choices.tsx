import type { ReactNode } from 'react'
import { Label, Radio, RadioGroup } from 'react-aria-components/RadioGroup'
import style from './choices.module.css'

interface ChoicesProps<Value extends string> {
  label: string
  value: Value
  onChange: (value: Value) => void
  /** Each a Choice. */
  children: ReactNode
}

/** One of a few, all of them in sight. */
export function Choices<Value extends string>({ label, value, onChange, children }: ChoicesProps<Value>) {
  return (
    <RadioGroup value={value} onChange={(chosen) => onChange(chosen as Value)} className={style.choices ?? ''}>
      <Label className={style.label ?? ''}>{label}</Label>
      <div className={style.row}>{children}</div>
    </RadioGroup>
  )
}

/** One of them; `text` says what follows from it. */
export function Choice({ value, title, text }: { value: string; title: string; text?: string }) {
  return (
    <Radio value={value} className={style.choice ?? ''}>
      <span className={style.knob} aria-hidden="true" />
      <span>
        <span className={style.title}>{title}</span>
        {text !== undefined && <span className={style.text}>{text}</span>}
      </span>
    </Radio>
  )
}
