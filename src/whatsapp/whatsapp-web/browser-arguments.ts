/**
 * Arguments beside puppeteer's own that keep a browser lean: it shows one page, stores little, plays nothing, and calls
 * nobody but WhatsApp.
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
]

/** The browser's arguments. Chromium refuses to start as root with its sandbox. */
export const browserArguments = (isRoot: boolean): string[] => (isRoot ? [...LEAN, '--no-sandbox'] : LEAN)
