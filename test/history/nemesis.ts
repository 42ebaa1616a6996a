import { browserGroups } from '../harness/browsers'
import type { Random } from '../harness/random'
import type { Account } from '../stand-in/stand-in'
import { type Fault, shuffled } from './plan'
import type { ServerNode } from './server-node'
import type { Session, World } from './world'

type Service = 'mysql' | 'redis'

/** What does the faults of a plan, and undoes them. */
export class Nemesis {
  constructor(
    private readonly world: World,
    private readonly random: Random,
  ) {}

  async strike(fault: Fault): Promise<void> {
    switch (fault.kind) {
      case 'server killed':
        return this.node(fault.node).kill()
      case 'server stopped':
        return this.node(fault.node).stop()
      case 'server frozen':
        return this.node(fault.node).signal('SIGSTOP')
      case 'clients cut':
        return this.node(fault.node).cutClients()
      case 'MySQL killed':
        return this.service('mysql').kill()
      case 'Redis killed':
        return this.service('redis').kill()
      case 'client stopped':
        return this.apart()?.stall()
      case 'browser killed':
        return killBrowser(this.session(fault.account))
      default:
        return this.disturb(this.account(fault.account), fault.kind)
    }
  }

  /** Undoes them all, services first: a server does not start without its database. */
  async heal(faults: readonly Fault[]): Promise<void> {
    const isService = ({ kind }: Fault): boolean => kind === 'MySQL killed' || kind === 'Redis killed'
    for (const fault of faults.filter(isService)) await this.undo(fault)
    for (const fault of faults.filter((one) => !isService(one))) await this.undo(fault)
  }

  private async undo(fault: Fault): Promise<void> {
    switch (fault.kind) {
      case 'server killed':
      case 'server stopped':
        return this.node(fault.node).restart()
      case 'server frozen':
        return this.node(fault.node).signal('SIGCONT')
      case 'clients cut':
        return this.node(fault.node).letClientsIn()
      case 'MySQL killed':
        return this.service('mysql').restart()
      case 'Redis killed':
        return this.service('redis').restart()
      case 'client stopped':
        return this.apart()?.goOn()
      case 'network cut':
        return this.account(fault.account).restoreNetwork({ announce: fault.isToldLater })
      case 'deliveries held':
        return this.account(fault.account).deliveries.release((messages) => shuffled(this.random, messages))
      default: // The server has to find out and mend it by itself.
        return
    }
  }

  private disturb(
    account: Account,
    kind: 'pages reloaded' | 'pages disconnected' | 'conflict' | 'network cut' | 'deliveries held',
  ): void {
    if (kind === 'pages reloaded') account.reloadPages()
    else if (kind === 'pages disconnected') account.disconnectPages()
    else if (kind === 'conflict') account.conflict()
    else if (kind === 'network cut') account.dropNetwork()
    else account.deliveries.hold()
  }

  private node(index: number): ServerNode {
    return this.world.nodes[index] as ServerNode
  }

  private session(index: number): Session {
    return this.world.sessions[index] as Session
  }

  private account(index: number): Account {
    const { account } = this.session(index)
    if (!account) throw new Error(`session ${index} has no account`)
    return account
  }

  private service(name: Service) {
    const { services } = this.world
    if (!services) throw new Error(`this run has no ${name}`)
    return services[name]
  }

  private apart() {
    return this.world.subscribers.find(({ isApart }) => isApart)
  }
}

/** As the kernel does when memory runs out; nothing if none runs at this moment. */
async function killBrowser({ id, node }: Session): Promise<void> {
  if (node.down) return
  for (const group of await browserGroups(node.pid, id)) {
    try {
      process.kill(-group, 'SIGKILL')
    } catch (error) {
      // It ended between the look and the signal.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}
