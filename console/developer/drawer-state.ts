import { Store } from '../api/store'

/** Whether the drawer is open, and whether that was just asked for, rather than remembered. */
interface DrawerState {
  readonly open: boolean
  readonly asked: boolean
}

/** Of this browser tab, over reloads. */
const OPEN_NAME = 'wagraph.drawer'
/** Of this browser. */
const WIDTH_NAME = 'wagraph.drawer-width'

/** In pixels; the width is also limited by what the page beside it needs. */
export const NARROWEST = 320
const USUAL = 480
const BESIDE = 560

/** Below this width of the window, in pixels, the drawer covers the page; drawer.module.css says so too. */
export const SHEET_BELOW = NARROWEST + BESIDE

/** Whether the drawer is open; toggleDrawer changes it. */
export const drawer = new Store<DrawerState>({ open: false, asked: false })

/** An entry of the browser's history that was made for a drawer that covers the page, so that Back closes it. */
interface Entry {
  readonly drawer?: boolean
}

/** Whether the page is at such an entry. */
let covered = false

/** Leaves the drawer as it was before a reload. @throws DOMException where the browser forbids to keep anything */
export function startDrawer(): void {
  covered = isCovered()
  drawer.set({ open: sessionStorage.getItem(OPEN_NAME) === 'open', asked: false })
  addEventListener('popstate', () => {
    if (isCovered() === covered) return
    covered = isCovered()
    show(covered)
  })
}

const isCovered = (): boolean => (history.state as Entry | null)?.drawer === true

/** Opens the drawer or closes it, as the user asked. */
export function toggleDrawer(): void {
  const { open } = drawer.get()
  if (open && isCovered()) return history.back()
  if (!open && innerWidth < SHEET_BELOW) {
    history.pushState({ ...(history.state as Entry | null), drawer: true }, '')
    covered = true
  }
  show(!open)
}

function show(open: boolean): void {
  if (open) sessionStorage.setItem(OPEN_NAME, 'open')
  else sessionStorage.removeItem(OPEN_NAME)
  drawer.set({ open, asked: true })
}

/** The width of the last time, in pixels. */
export function rememberedWidth(): number {
  const width = Number(localStorage.getItem(WIDTH_NAME))
  return width > 0 ? width : USUAL
}

/** Keeps a width for the next time. */
export function rememberWidth(width: number): void {
  localStorage.setItem(WIDTH_NAME, String(width))
}

/** The widest that the drawer can be in a window of that width. */
export const widestIn = (windowWidth: number): number => Math.max(NARROWEST, windowWidth - BESIDE)
