import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'

const ROOT = path.resolve(__dirname, '../..')

interface Service {
  image?: string
  build?: string
  user?: string
  init?: boolean
  restart?: string
  shm_size?: string
  stop_grace_period?: string
  command?: string[]
  environment: Record<string, string>
  ports?: string[]
  volumes: string[]
  depends_on?: Record<string, { condition: string }>
  healthcheck: { test: string[] }
}

interface Compose {
  services: { server: Service; mysql: Service; redis: Service }
  volumes: Record<string, unknown>
}

const read = (name: string): string => readFileSync(path.join(ROOT, name), 'utf8')
const text = read('docker-compose.yml')
const { services, volumes } = parse(text) as Compose
const { server, mysql, redis } = services

// Compose cannot run everywhere where the tests do, so what is promised about the file is read from it.
describe('docker-compose.yml', () => {
  it('runs the server, MySQL 8.4 and Redis 7, and starts the server when both are healthy', () => {
    expect(Object.keys(services)).toEqual(['server', 'mysql', 'redis'])
    expect([server.build, mysql.image, redis.image]).toEqual(['.', 'mysql:8.4', 'redis:7'])
    const healthy = { condition: 'service_healthy' }
    expect(server.depends_on).toEqual({ mysql: healthy, redis: healthy })
  })

  it('asks each service whether it works, and MySQL over TCP', () => {
    expect(server.healthcheck.test.join(' ')).toContain('/readyz')
    expect(mysql.healthcheck.test.join(' ')).toMatch(/mysqladmin ping --host=127\.0\.0\.1/)
    expect(redis.healthcheck.test.join(' ')).toMatch(/redis-cli ping/)
  })

  it('gives the server an init process, memory for Chromium, time to stop, and no root', () => {
    expect(server).toMatchObject({ init: true, shm_size: '1gb', stop_grace_period: '15s', user: '10001:10001' })
    for (const service of Object.values(services)) expect(service.restart).toBe('unless-stopped')
  })

  it('opens one port, on the loopback interface', () => {
    expect(server.ports).toEqual(['127.0.0.1:${WAGRAPH_PORT:-4000}:4000'])
    expect([mysql.ports, redis.ports]).toEqual([undefined, undefined])
    expect(server.environment).toMatchObject({ HOST: '0.0.0.0', PORT: '4000' })
  })

  it('keeps all data in named volumes', () => {
    const mounts = [server, mysql, redis].flatMap((service) => service.volumes)
    expect(mounts).toEqual(['wagraph-data:/data', 'mysql-data:/var/lib/mysql', 'redis-data:/data'])
    expect(mounts.map((mount) => mount.split(':')[0])).toEqual(Object.keys(volumes))
    expect(server.environment.DATA_DIR).toBe('/data')
  })

  it('stores text of every language, and messages of any size', () => {
    expect(mysql.command).toEqual(
      expect.arrayContaining(['--character-set-server=utf8mb4', '--max-allowed-packet=64M']),
    )
  })

  it('takes every secret from .env, refuses to start without, and lists them in .env.example', () => {
    const secrets = ['ADMIN_API_KEY', 'MYSQL_PASSWORD', 'MYSQL_ROOT_PASSWORD', 'REDIS_PASSWORD']
    const required = [...text.matchAll(/\$\{(\w+):\?set (\w+) in \.env\}/g)].map(([, name]) => name)
    expect([...new Set(required)].sort()).toEqual(secrets)
    for (const name of secrets) expect(read('.env.example')).toMatch(new RegExp(`^${name}=$`, 'm'))
    const environment = Object.values(services).flatMap((service) => Object.entries(service.environment))
    for (const [name, value] of environment) {
      if (/PASSWORD|KEY/.test(name)) expect(value).toMatch(/^\$\{\w+:\?[^}]+\}$/)
      if (/URL$/.test(name)) expect(value).toMatch(/^\w+:\/\/\w*:\$\{\w+:\?[^}]+\}@/)
    }
    expect(read('.dockerignore')).toMatch(/^\.env$/m)
  })
})

describe('Dockerfile', () => {
  const dockerfile = read('Dockerfile')

  it('has a browser inside, which the server is told of', () => {
    expect(dockerfile).toMatch(/apt-get install [^&]*chromium-headless-shell/)
    expect(dockerfile).toContain('PUPPETEER_EXECUTABLE_PATH=/usr/bin/chromium-headless-shell')
  })

  it('runs as the user of docker-compose.yml, which owns the data folder', () => {
    expect(dockerfile).toMatch(
      /useradd --uid 10001 [^]*--owner=wagraph [^]* \/data\n[^]*\nUSER wagraph\n[^]*VOLUME \/data/,
    )
  })
})
