/** npm start: builds if anything changed since the last build, then runs the server in this process. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { buildIfStale, ROOT } from './stale-build.mjs'

buildIfStale()
createRequire(import.meta.url)(join(ROOT, 'dist/main.js'))
