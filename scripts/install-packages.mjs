/**
 * Installs Debian packages as root: `node scripts/install-packages.mjs mariadb-server 'chromium-headless-shell|chromium'`.
 * Of `a|b`, the first that the distribution has is taken. Services that come with a package are not started.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { pathToFileURL } from 'node:url'

/** Debian asks this program whether a package may start its service; exit code 101 means no. */
const POLICY_FILE = '/usr/sbin/policy-rc.d'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** How long apt-get waits for another package manager that is at work, in seconds. */
const LOCK_LIMIT_S = 120

/** Whether packages can be installed here: as root, on Debian or a relative of it. */
export function canInstallPackages() {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version')
}

/** Installs these packages (`a|b`: the first available); throws with apt-get's output if that fails. */
export function installPackages(wanted) {
  runApt('apt-get', ['update', '-q'])
  const packages = wanted.map(chooseAvailable)
  console.log(`apt-get install ${packages.join(' ')}`)
  withoutServices(() => {
    const options = ['-q', '-y', '--no-install-recommends', '-o', `DPkg::Lock::Timeout=${LOCK_LIMIT_S}`]
    runApt('apt-get', ['install', ...options, ...packages])
  })
}

function chooseAvailable(alternatives) {
  const names = alternatives.split('|')
  const name = names.find((name) => /Candidate: (?!\(none\))/.test(runApt('apt-cache', ['policy', name])))
  if (name === undefined) throw new Error(`this distribution has no package ${names.join(' or ')}`)
  return name
}

/** Keeps apt-get from starting services while `action` runs: nobody would stop them. */
function withoutServices(action) {
  const ours = !existsSync(POLICY_FILE)
  // With a listener, a signal ends apt-get, which is in our process group, and lets us tidy up.
  const survive = () => undefined
  for (const signal of SIGNALS) process.on(signal, survive)
  if (ours) writeFileSync(POLICY_FILE, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    action()
  } finally {
    if (ours) rmSync(POLICY_FILE)
    for (const signal of SIGNALS) process.off(signal, survive)
  }
}

function runApt(program, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' }
  const result = spawnSync(program, args, {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  })
  if (result.error) throw new Error(`${program} could not be run: ${result.error.message}`)
  if (result.status !== 0) {
    const output = `${result.stdout}\n${result.stderr}`.trim().split('\n').slice(-30).join('\n')
    throw new Error(`${program} ${args.join(' ')} failed (${result.signal ?? `exit code ${result.status}`})\n${output}`)
  }
  return result.stdout
}

function main(packages) {
  if (packages.length === 0) throw new Error('name at least one package')
  if (!canInstallPackages()) throw new Error('packages can be installed only as root on Debian')
  installPackages(packages)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    main(process.argv.slice(2))
  } catch (error) {
    console.error(error.message)
    process.exit(1)
  }
}
