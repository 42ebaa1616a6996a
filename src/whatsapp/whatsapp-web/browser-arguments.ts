/**
 * Arguments beside puppeteer's own that keep a browser lean: it shows one page, stores little, plays nothing, and calls
 * nobody but WhatsApp. Of the 69 MB that a browser takes for itself, 20 go with the last two.
 */
const LEAN = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-extensions',
  '--disable-gpu',
  '--disable-notifications',
  '--disable-speech-api',
  '--disable-sync',
  '--mute-audio',
  '--no-default-browser-check',
  '--no-first-run',
  '--no-pings',
  // Containers have 64 MB of /dev/shm, and a page that needs more crashes.
  '--disable-dev-shm-usage',
  '--disk-cache-size=33554432',
  '--media-cache-size=1048576',
  '--renderer-process-limit=1',
  // No WebGL by software: WhatsApp Web draws none, and nobody looks.
  '--disable-software-rasterizer',
  // One process less, as on small Android devices.
  '--enable-features=NetworkServiceInProcess2',
]

/** The browser's arguments. Chromium refuses to start as root with its sandbox. */
export const browserArguments = (isRoot: boolean): string[] => (isRoot ? [...LEAN, '--no-sandbox'] : LEAN)
