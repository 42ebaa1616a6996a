import type { KeyboardEvent, PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import style from './drawer.module.css'
import type { DrawerWidth } from './use-drawer-width'

/** How far an arrow key moves it, in pixels. */
const STEP = 24

/** The edge of the drawer: dragged, or moved by arrow keys, Home and End, it makes the drawer wider or narrower. */
export function WidthSeparator({ controls, width }: { controls: string; width: DrawerWidth }) {
  const { t } = useTranslation('developer')

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const wider = isRightToLeft(event.currentTarget) ? 'ArrowRight' : 'ArrowLeft'
    if (event.key === 'Home') width.set(width.least)
    else if (event.key === 'End') width.set(width.most)
    else if (event.key.startsWith('Arrow')) {
      const sign = event.key === wider || event.key === 'ArrowUp' ? 1 : -1
      width.set(width.value + sign * STEP)
    } else return
    event.preventDefault()
  }
  function onPointerMove(event: PointerEvent<HTMLElement>) {
    const edge = event.currentTarget
    if (!edge.hasPointerCapture(event.pointerId)) return
    const drawer = edge.parentElement?.getBoundingClientRect()
    if (!drawer) return
    width.set(isRightToLeft(edge) ? event.clientX - drawer.left : drawer.right - event.clientX)
  }
  return (
    <div
      className={style.separator}
      role="separator"
      aria-orientation="vertical"
      aria-label={t('width')}
      aria-controls={controls}
      aria-valuenow={width.value}
      aria-valuemin={width.least}
      aria-valuemax={width.most}
      aria-valuetext={t('pixels', { count: width.value })}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
    />
  )
}

const isRightToLeft = (element: HTMLElement): boolean => getComputedStyle(element).direction === 'rtl'
