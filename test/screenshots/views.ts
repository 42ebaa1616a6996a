/** The console's views: where each is, and what is done there until it can be seen. */
import type { Locator, Page } from 'playwright-core'
import { SimulateLifeDocument, SimulateLoginDocument, StartDocument, StopDocument } from '../generated/operations'
import type { ApiClient } from '../harness/client'
import { chatNamed } from '../harness/console-sessions'
import { synchronised } from '../integration/simulated-sessions'

/** Ids of sessions, and addresses of chats. */
export interface Shown {
  readonly shop: string
  readonly branch: string
  readonly warehouse: string
  readonly group: string
  readonly family: string
  readonly oliver: string
  readonly noura: string
}

/** One view, by the name of its pictures. */
export interface View {
  readonly name: string
  readonly path: (shown: Shown) => string
  /** The browser's language; English where there is none. */
  readonly locale?: string
  /** Nobody is signed in. */
  readonly isSignedOut?: boolean
  /** Resolves once it is there to be drawn. */
  readonly see: (page: Page, api: ApiClient, shown: Shown) => Promise<void>
}

/** So many lines of events fill a drawer. */
const EVENTS = 14

const chatRow = (page: Page): Locator => page.getByRole('list', { name: 'Chats' }).getByRole('link').nth(5)

/** What there is before the first session. */
export const EMPTY_VIEWS: readonly View[] = [
  { name: 'sign-in', path: () => '/', isSignedOut: true, see: (page) => page.getByLabel('API key').waitFor() },
  {
    name: 'first-run',
    path: () => '/sessions',
    see: (page) => page.getByRole('heading', { name: 'Link a phone to begin' }).waitFor(),
  },
]

/** What there is with sessions, chats and messages; the events come last, as the phone lives meanwhile. */
export const VIEWS: readonly View[] = [
  { name: 'sessions', path: () => '/sessions', see: (page) => page.getByTestId('session').nth(3).waitFor() },
  {
    name: 'link-a-phone',
    path: () => '/sessions',
    async see(page) {
      await page.getByRole('button', { name: /^Link a phone/ }).click()
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'qr-code',
    path: ({ branch }) => `/sessions/${branch}`,
    see: (page) => page.getByRole('img', { name: 'QR code that links the phone' }).waitFor(),
  },
  {
    name: 'pairing-code',
    path: ({ warehouse }) => `/sessions/${warehouse}`,
    see: (page) => page.getByTestId('pairing-code').waitFor(),
  },
  { name: 'chats', path: ({ shop }) => `/sessions/${shop}`, see: (page) => chatRow(page).waitFor() },
  { name: 'switcher', path: ({ shop }) => `/sessions/${shop}`, see: (page) => openMenu(page, /^Session Shop/) },
  { name: 'settings', path: ({ shop }) => `/sessions/${shop}`, see: (page) => openMenu(page, 'Settings') },
  { name: 'group', path: ({ group }) => group, see: seeThread },
  { name: 'family', path: ({ family }) => family, see: seeThread },
  { name: 'indonesian', locale: 'id-ID', path: ({ family }) => family, see: seeThread },
  { name: 'private', path: ({ oliver }) => oliver, see: seeThread },
  { name: 'right-to-left', path: ({ noura }) => noura, see: seeThread },
  {
    name: 'message',
    path: ({ group }) => group,
    async see(page) {
      await seeThread(page)
      await page.getByTestId('message').last().focus()
      await page.keyboard.press('Enter')
      await page.getByRole('menuitem', { name: 'Reply' }).waitFor()
    },
  },
  {
    name: 'emoji',
    path: ({ oliver }) => oliver,
    async see(page) {
      await seeThread(page)
      await page.getByRole('button', { name: 'Emoji' }).click()
      await page.getByRole('gridcell').nth(20).waitFor()
    },
  },
  {
    name: 'operations',
    path: ({ group }) => group,
    async see(page) {
      await openDrawer(page)
      await page.getByRole('tab', { name: 'Operations' }).click()
      await page.getByRole('button', { name: 'Copy as curl' }).first().waitFor()
    },
  },
  {
    name: 'events',
    path: ({ group }) => group,
    async see(page, api, { shop }) {
      await openDrawer(page)
      await api.ask(SimulateLifeDocument, { input: { sessionId: shop, pace: 60 } })
      await page.locator('[data-line]').nth(EVENTS).waitFor()
      await api.ask(SimulateLifeDocument, { input: { sessionId: shop, pace: 0 } })
    },
  },
]

async function seeThread(page: Page): Promise<void> {
  await page.getByTestId('message').nth(4).waitFor()
}

async function openMenu(page: Page, name: string | RegExp): Promise<void> {
  await chatRow(page).waitFor()
  await page.getByRole('button', { name }).click()
  await page.getByRole('menu').waitFor()
}

async function openDrawer(page: Page): Promise<void> {
  await seeThread(page)
  await page.keyboard.press('Control+j')
  await page.getByRole('tab', { name: 'Events' }).waitFor()
}

/** Makes four sessions, of which one is full of people. */
export async function fill(api: ApiClient): Promise<Shown> {
  const start = async (name: string, pairingPhone: string | null = null): Promise<string> => {
    const { startSession } = await api.ask(StartDocument, { input: { name, pairingPhone, engine: 'SIMULATED' } })
    return startSession.session.id
  }
  const shop = await start('Shop')
  await api.ask(SimulateLoginDocument, { id: shop, seed: 'wagraph' })
  await synchronised(api, shop)
  await api.ask(StopDocument, { id: await start('Support') })
  const branch = await start('Branch Bandung')
  const warehouse = await start('Warehouse', '+628111000222')
  const chat = async (name: string): Promise<string> =>
    `/sessions/${shop}/chats/${(await chatNamed(api, shop, name)).id}`
  return {
    ...{ shop, branch, warehouse },
    ...{
      group: await chat('Project Atlas'),
      family: await chat('Keluarga Besar'),
      oliver: await chat('Oliver'),
      noura: await chat('نورة'),
    },
  }
}
