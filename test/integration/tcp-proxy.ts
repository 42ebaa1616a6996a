import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/**
 * Stands between a server under test and its database or Redis, so that a test can take either away and bring it back
 * on the same port, wherever the real one runs: as if it were killed, frozen, or lost every answer on the way.
 */
export class TcpProxy {
  private readonly pairs = new Set<readonly [Socket, Socket]>()
  private server: Server | null = null
  private port = 0
  private isFrozen = false

  private constructor(private readonly target: URL) {}

  /** A proxy in front of what listens at this URL. */
  static async start(target: string): Promise<TcpProxy> {
    const proxy = new TcpProxy(new URL(target))
    await proxy.resume()
    return proxy
  }

  /** The URL with the proxy's address in it. */
  get url(): string {
    const url = new URL(this.target)
    url.hostname = '127.0.0.1'
    url.port = String(this.port)
    return url.href
  }

  /** As a crash: all connections are reset, and new ones are refused. */
  async cut(): Promise<void> {
    const { server } = this
    this.server = null
    for (const pair of this.pairs) for (const socket of pair) socket.resetAndDestroy()
    this.pairs.clear()
    if (!server) return
    server.close()
    await once(server, 'close')
  }

  /** As SIGSTOP: connections stay, new ones are taken, and nothing is passed on. */
  freeze(): void {
    this.isFrozen = true
    for (const pair of this.pairs) for (const socket of pair) socket.pause()
  }

  /** What is asked is still passed on, and its answers are lost with their connections. */
  loseAnswers(): void {
    for (const [client, upstream] of this.pairs) {
      upstream.removeAllListeners('data')
      upstream.once('data', () => client.resetAndDestroy()).resume()
    }
  }

  /** Ends whatever was done to it. */
  async resume(): Promise<void> {
    this.isFrozen = false
    for (const pair of this.pairs) for (const socket of pair) socket.resume()
    if (this.server) return
    this.server = createServer((client) => this.join(client))
    this.server.listen(this.port, '127.0.0.1')
    await once(this.server, 'listening')
    this.port = (this.server.address() as AddressInfo).port
  }

  private join(client: Socket): void {
    const upstream = connect(Number(this.target.port || 3306), this.target.hostname)
    const pair = [client, upstream] as const
    this.pairs.add(pair)
    for (const [from, to] of [pair, [upstream, client] as const]) {
      from.setNoDelay(true)
      from.on('data', (data) => void to.write(data))
      from.on('error', () => to.destroy())
      from.on('close', () => {
        to.destroy()
        this.pairs.delete(pair)
      })
      if (this.isFrozen) from.pause()
    }
  }
}
