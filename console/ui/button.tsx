import type { ReactNode, Ref } from 'react'
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  Tooltip,
  TooltipTrigger,
} from 'react-aria-components'
import style from './button.module.css'

interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style'> {
  /** PRIMARY: the one thing to do here; DANGER: it takes something away; QUIET: no edge, among others. */
  look?: 'PRIMARY' | 'PLAIN' | 'DANGER' | 'QUIET'
  ref?: Ref<HTMLButtonElement>
}

/** A button with words on it. */
export function Button({ look = 'PLAIN', ...props }: ButtonProps) {
  return <AriaButton {...props} className={`${style.button} ${style[look.toLowerCase()]}`} />
}

interface IconButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children' | 'aria-label'> {
  /** What it does: its name, and its tooltip. */
  label: string
  children: ReactNode
  /** Whether what it switches is on, for buttons that switch something. */
  on?: boolean
  /** The keys that do the same, for the tooltip. */
  shortcut?: string
  ref?: Ref<HTMLButtonElement>
}

/** A button with a picture on it, and its name in a tooltip. */
export function IconButton({ label, children, on, shortcut, ...props }: IconButtonProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      <AriaButton
        {...props}
        aria-label={label}
        {...(on === undefined ? {} : { 'aria-pressed': on })}
        className={`${style.icon} ${on ? style.on : ''}`}
      >
        {children}
      </AriaButton>
      <Tooltip className={style.tooltip ?? ''} offset={6}>
        {shortcut === undefined ? label : `${label} (${shortcut})`}
      </Tooltip>
    </TooltipTrigger>
  )
}
