import { CannotRun } from './test-run'

/** Where the tests may take a service from, in the order in which {@link choosePlan} prefers them. */
export type ServiceSource = 'given' | 'local' | 'docker' | 'apt'

/** Where the tests may take the browser from; `download` is left to `npm run browser`. */
export type BrowserSource = 'found' | 'apt' | 'download'

/** What {@link choosePlan} has to know about the machine and the environment. */
export interface Available {
  /** TEST_DATABASE_URL is set. */
  databaseUrl: boolean
  /** TEST_REDIS_URL is set. */
  redisUrl: boolean
  /** mariadbd or mysqld, with what it needs to make a data folder, can be run. */
  mysqlServer: boolean
  redisServer: boolean
  browser: boolean
  /** A Docker engine answers. */
  docker: boolean
  /** This is root on Debian (or a relative of it), so packages can be installed. */
  apt: boolean
}

/** Where each service comes from, and what has to be installed first. */
export interface Plan {
  mysql: ServiceSource
  redis: ServiceSource
  browser: BrowserSource
  /** Debian packages to install; `a|b` means the first of them that the distribution has. */
  packages: string[]
}

/**
 * Decides where MySQL, Redis and the browser come from; throws {@link CannotRun} if one cannot be had.
 *
 * It is apart from looking and from doing so that every case can be tested on any machine. There is no
 * "go on without": a test that quietly does not run is worse than one that fails.
 */
export function choosePlan(available: Available): Plan {
  const mysql = chooseService(available.databaseUrl, available.mysqlServer, available)
  const redis = chooseService(available.redisUrl, available.redisServer, available)
  if (!mysql || !redis) throw new CannotRun(missingMessage(!mysql, !redis))
  const browser = available.browser ? 'found' : available.apt ? 'apt' : 'download'
  const packages: string[] = []
  if (mysql === 'apt') packages.push('mariadb-server')
  if (redis === 'apt') packages.push('redis-server')
  if (browser === 'apt') packages.push('chromium-headless-shell|chromium')
  return { mysql, redis, browser, packages }
}

function chooseService(given: boolean, local: boolean, { docker, apt }: Available): ServiceSource | undefined {
  if (given) return 'given'
  if (local) return 'local'
  if (docker) return 'docker'
  return apt ? 'apt' : undefined
}

function missingMessage(mysql: boolean, redis: boolean): string {
  const names = [...(mysql ? ['MySQL or MariaDB'] : []), ...(redis ? ['Redis'] : [])].join(' and ')
  const programs = [...(mysql ? ['mariadbd (or mysqld)'] : []), ...(redis ? ['redis-server'] : [])].join(' and ')
  const packages = [...(mysql ? ['mariadb-server'] : []), ...(redis ? ['redis-server'] : [])].join(' ')
  const urls = [...(mysql ? ['TEST_DATABASE_URL'] : []), ...(redis ? ['TEST_REDIS_URL'] : [])].join(' and ')
  return [
    `The tests need ${names}, and found no way to it. Do one of these:`,
    `  - put ${programs} on PATH (Debian: apt-get install ${packages}); private instances are started from there;`,
    `  - start a Docker engine that this user may use;`,
    `  - run as root on Debian, and the packages are installed;`,
    `  - set ${urls} to a server of yours.`,
    `For the tests that need no service: npm run test:unit`,
  ].join('\n')
}
