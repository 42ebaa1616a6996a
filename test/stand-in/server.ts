import { readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import { WebSocketServer } from 'ws'

import { StandInAccount } from './account'
import { Changes } from './changes'
import { Directory } from './directory'
import { Linking } from './linking'
import { MediaStore } from './media-store'
import { PageConnection, type PageHandlers } from './page-connection'
import { servePage } from './page-files'
import type { Account, AccountSetup, ContactSetup, StandIn, StandInOptions } from './stand-in'
import type { Hello } from './wire'

/** Starts a stand-in for web.whatsapp.com on a free port of 127.0.0.1. Close it when the test ends. */
export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const standIn = new StandInServer(options)
  await standIn.listen()
  return standIn
}

class StandInServer implements StandIn, PageHandlers {
  readonly missing: string[] = []
  readonly pageErrors: string[] = []
  readonly #changes = new Changes()
  readonly #directory = new Directory()
  readonly #media = new MediaStore()
  readonly #accounts = new Map<string, StandInAccount>()
  readonly #linking: Linking
  readonly #http: Server
  readonly #hanging: ServerResponse[] = []
  readonly #lacking: string[] = []
  readonly #sockets = new WebSocketServer({ noServer: true })

  constructor(options: StandInOptions) {
    this.#linking = new Linking(this.#changes, options.qrRefreshMs)
    const tls = {
      key: readFileSync(join(__dirname, 'key.pem')),
      cert: readFileSync(join(__dirname, 'certificate.pem')),
    }
    const version = options.version ?? '2.3000.1031490220'
    this.#http = createServer(tls, (request, response) => {
      if (request.url === '/hang') this.#hang(response)
      else servePage(request, response, this.#media, { version, lacking: this.#lacking.join(' ') })
    })
    this.#http.on('upgrade', (request, socket, head) => {
      this.#sockets.handleUpgrade(request, socket, head, (client) => new PageConnection(client, this))
    })
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', reject)
      this.#http.listen(0, '127.0.0.1', resolve)
    })
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port
  }

  get chromiumArgs(): readonly string[] {
    const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    const rule = `--host-resolver-rules=MAP web.whatsapp.com 127.0.0.1:${this.port}`
    return [rule, '--ignore-certificate-errors', ...asRoot]
  }

  get qrRefs(): readonly string[] {
    return [...this.#linking.refs]
  }

  get pairingCodes(): readonly { readonly phone: string; readonly code: string }[] {
    return [...this.#linking.codes]
  }

  account(setup: AccountSetup): Account {
    if (this.#accounts.has(setup.phone)) throw new Error(`there is an account ${setup.phone}`)
    const world = { directory: this.#directory, media: this.#media, changes: this.#changes, hanging: this.#hanging }
    const account = new StandInAccount(setup, world)
    this.#accounts.set(setup.phone, account)
    return account
  }

  person(contact: ContactSetup): void {
    this.#directory.add(contact)
  }

  waitForQr(count = 1): Promise<readonly string[]> {
    return this.#changes.until(`${count} QR codes`, () => (this.qrRefs.length >= count ? this.qrRefs : undefined))
  }

  waitForPairingCode(count = 1): Promise<string> {
    return this.#changes.until(`${count} pairing codes`, () => {
      return this.pairingCodes.length >= count ? this.pairingCodes.at(-1)?.code : undefined
    })
  }

  until<T>(what: string, read: () => T | undefined): Promise<T> {
    return this.#changes.until(what, read)
  }

  scan(qr: string, account: Account): void {
    this.#own(account).link(this.#linking.scan(qr))
  }

  enterPairingCode(code: string, account: Account): void {
    this.#own(account).link(this.#linking.enterCode(code, account.phone))
  }

  refreshQr(): void {
    this.#linking.refresh()
  }

  expireQr(): void {
    this.#linking.expire()
  }

  lackModules(...names: string[]): void {
    this.#lacking.push(...names)
  }

  async close(): Promise<void> {
    this.#linking.close()
    this.#changes.close()
    for (const client of this.#sockets.clients) client.terminate()
    this.#sockets.close()
    this.#http.closeAllConnections()
    await new Promise<void>((resolve) => this.#http.close(() => resolve()))
  }

  hello(page: PageConnection, { login, since }: Hello['hello']): void {
    if (!login) return this.#linking.show(page)
    const account = [...this.#accounts.values()].find((candidate) => candidate.connections.isLinked(login))
    if (account) account.resume(page, since)
    else page.push({ event: 'loggedOut' })
  }

  call(page: PageConnection, method: string, args: readonly unknown[]): unknown {
    if (page.owner) return page.owner.request(method, args)
    if (method === 'pairingCode') return this.#linking.pairingCode(page, String(args[0]))
    if (method === 'refreshQr') return this.#linking.show(page)
    throw new Error(`a page that is not linked cannot ask for ${method}`)
  }

  report(page: PageConnection, kind: 'missing' | 'error' | 'synced', what: string): void {
    if (kind === 'synced') page.owner?.synced()
    else if (kind === 'error') this.pageErrors.push(what)
    else if (!this.missing.includes(what)) this.missing.push(what)
    this.#changes.announce()
  }

  marked(): void {
    this.#changes.announce()
  }

  closed(page: PageConnection): void {
    this.#linking.leave(page)
    page.owner?.leave(page)
  }

  #hang(response: ServerResponse): void {
    this.#hanging.push(response)
    this.#changes.announce()
  }

  #own(account: Account): StandInAccount {
    const own = this.#accounts.get(account.phone)
    if (!own) throw new Error(`no account ${account.phone}`)
    return own
  }
}
