import { type RefObject, useLayoutEffect } from 'react'

/**
 * Has notices stand below a thread's header on small screens (ui/notices.module.css): at the end of a thread they
 * would cover what one writes with.
 */
export function useNoticesPlace(header: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const { current } = header
    if (current === null) return
    const { style } = document.documentElement
    const place = () => style.setProperty('--notices-top', `${current.getBoundingClientRect().bottom}px`)
    const observer = new ResizeObserver(place)
    // What comes above the header takes its height from the thread.
    for (const sized of [current, current.parentElement]) if (sized) observer.observe(sized)
    return () => {
      observer.disconnect()
      style.removeProperty('--notices-top')
    }
  }, [header])
}
