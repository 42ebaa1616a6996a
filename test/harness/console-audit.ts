/** What every view of the console is held against: axe's rules, and what the page loads before it is there. */
import { readFileSync } from 'node:fs'
import type { ConsolePage } from './console-browser'

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

/** The rules of WCAG 2.2 up to AA, and axe's own of good practice. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** Light and dark differ by their colours only: the other rules would find the same again. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block']

interface AxeResult {
  readonly violations: readonly {
    readonly id: string
    readonly help: string
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
  }[]
}

/** Expects that axe finds nothing in what is shown now, light and dark; the view's name is in what it prints. */
export async function expectClean({ page }: ConsolePage, view: string): Promise<void> {
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(AXE)
  // Where a keyboard may come up on the screen, React Aria shows a dialog once it knows whether it does.
  await page.locator('[style*="mask-image"]').first().waitFor({ state: 'detached' })
  const found: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const runOnly = colorScheme === 'light' ? RULES : COLOUR_RULES
    const options = JSON.stringify({ runOnly, resultTypes: ['violations'] })
    const { violations } = await page.evaluate<AxeResult>(`axe.run(${options})`)
    for (const { id, help, nodes } of violations) {
      for (const { html, failureSummary } of nodes) {
        found.push(`${colorScheme}: ${id}: ${help}\n${html}\n${failureSummary ?? ''}`)
      }
    }
  }
  expect({ view, found }).toEqual({ view, found: [] })
}

/** Notes what a page loads from now on; resolves to the bytes of its scripts as they are sent. */
export function countScripts({ page }: ConsolePage): () => Promise<number> {
  const sizes: Promise<number>[] = []
  page.on('response', (response) => {
    const request = response.request()
    if (request.resourceType() !== 'script') return
    sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize))
  })
  return async () => (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
