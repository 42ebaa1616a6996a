import { ApiClient } from '../harness/client'
import { makeDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server'
import { TcpProxy } from '../integration/tcp-proxy'

/** One server of a run, at one address for as long as the run lasts, with a proxy that can cut its clients off. */
export class ServerNode {
  private isDown = false
  /** What all of its processes have printed. */
  private readonly output: string[] = []

  private constructor(
    readonly dataDir: string,
    private readonly env: Readonly<Record<string, string>>,
    private process: ServerProcess,
    private readonly proxy: TcpProxy,
    readonly api: ApiClient,
  ) {}

  static async start(env: Readonly<Record<string, string>>): Promise<ServerNode> {
    const dataDir = await makeDataDir()
    const server = await startServer(dataDir, env)
    const kept = { ...env, PORT: new URL(server.url).port }
    return new ServerNode(dataDir, kept, server, await TcpProxy.start(server.url), new ApiClient(server.url))
  }

  /** Its own address. */
  get url(): string {
    return this.process.url
  }

  /** The proxy's, without the slash at the end. */
  get proxiedUrl(): string {
    return this.proxy.url.replace(/\/$/, '')
  }

  get pid(): number {
    return this.process.pid
  }

  /** Whether it was ended and not started again. */
  get down(): boolean {
    return this.isDown
  }

  /** Everything it has printed. */
  get lines(): readonly string[] {
    return [...this.output, ...(this.isDown ? [] : this.process.output)]
  }

  async kill(): Promise<void> {
    await this.take(() => this.process.kill())
  }

  /** In order, as an update of the server does it; SIGCONT first, or one that was frozen would never hear of it. */
  async stop(): Promise<void> {
    this.signal('SIGCONT')
    await this.take(() => this.process.stop())
  }

  async restart(): Promise<void> {
    if (!this.isDown) return
    this.process = await startServer(this.dataDir, this.env)
    this.isDown = false
  }

  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    if (!this.isDown) process.kill(this.pid, name)
  }

  cutClients(): Promise<void> {
    return this.proxy.cut()
  }

  letClientsIn(): Promise<void> {
    return this.proxy.resume()
  }

  private async take(end: () => Promise<unknown>): Promise<void> {
    if (this.isDown) return
    this.isDown = true
    await end()
    this.output.push(...this.process.output)
  }

  async end(): Promise<void> {
    await this.api.close()
    await this.stop()
    await this.proxy.cut()
    await removeDataDir(this.dataDir)
  }
}
