/** npm run schema: writes schema.graphql from the built server; with --check, fails where they differ. */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const require = createRequire(join(root, 'dist/main.js'))
require('reflect-metadata')
const { allResolvers } = require('./resolvers/all.js')
const { build, print } = require('./schema/build.js')

const file = join(root, 'schema.graphql')
const printed = print(await build(allResolvers(null, null), () => true))
if (!process.argv.includes('--check')) writeFileSync(file, printed)
else if (readFileSync(file, 'utf8') !== printed) {
  console.error('schema.graphql is not what the server serves: run `npm run build && npm run schema` and commit it.')
  process.exit(1)
}
