import { Store } from '../api/store'

/** What the colours follow: the system, or a choice. */
export type Theme = 'system' | 'light' | 'dark'

/** All of them, in the order in which they are offered. */
export const THEMES: readonly Theme[] = ['system', 'light', 'dark']

const STORAGE_NAME = 'wagraph.theme'

/** The theme of now. */
export const theme = new Store<Theme>('system')

/** Takes up the theme of the last visit. */
export function startTheme(): void {
  const stored = THEMES.find((one) => one === localStorage.getItem(STORAGE_NAME))
  apply(stored ?? 'system')
}

/** Switches the theme, and keeps it for the next visit. */
export function chooseTheme(chosen: Theme): void {
  apply(chosen)
  localStorage.setItem(STORAGE_NAME, chosen)
}

function apply(chosen: Theme): void {
  if (chosen === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = chosen
  theme.set(chosen)
}
