import { FieldError, Input, Label, Text, TextField } from 'react-aria-components/TextField'
import style from './field.module.css'

interface FieldProps {
  /** As the form's mistakes name it. */
  name: string
  label: string
  hint: string
  value: string
  onChange: (value: string) => void
  type?: 'text' | 'tel'
  maxLength?: number
  autoFocus?: boolean
}

/** A line to write in, with its name above it, and below it what belongs there or what is wrong with it. */
export function Field({ label, hint, type = 'text', ...props }: FieldProps) {
  return (
    <TextField {...props} type={type} className={style.field ?? ''} autoComplete="off">
      <Label className={style.label ?? ''}>{label}</Label>
      <Input className={style.input ?? ''} dir={type === 'tel' ? 'ltr' : 'auto'} />
      <Text slot="description" className={style.hint ?? ''}>
        {hint}
      </Text>
      <FieldError className={style.mistake ?? ''}>
        {({ validationErrors }) => <span role="alert">{validationErrors.join(' ')}</span>}
      </FieldError>
    </TextField>
  )
}
