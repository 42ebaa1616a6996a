/** What happens in a run, made from a seed alone: the same seed and shape give the same plan. */
import { Random } from '../harness/random'

/** What there is to play with. */
export interface Shape {
  nodes: number
  /** Sessions of whatsapp-web.js, each with an account of the stand-in. */
  web: number
  simulated: number
  /** MySQL and Redis, in place of the embedded database. */
  hasServices: boolean
}

/** Something that somebody does; numbers choose among what there is, whatever its number. */
export type Act =
  | { kind: 'message'; account: number; chat: number; isFromPhone: boolean; lateMs: number }
  /** One message, told under the sender's phone number and LID. */
  | { kind: 'message under two addresses'; account: number }
  /** The same message of a group to all accounts, as WhatsApp does it. */
  | { kind: 'message to all'; chat: number }
  | { kind: 'delivery again'; account: number }
  | { kind: 'edit' | 'reaction' | 'acknowledgement'; account: number; message: number }
  | { kind: 'flood'; session: number; count: number; chats: number; perSecond: number | null; length: number }
  | { kind: 'send'; session: number; to: number }

/** Something that goes wrong; each is healed after `ms` at the latest, and what can heals by itself. */
export type Fault =
  | { kind: 'server killed' | 'server stopped' | 'server frozen' | 'clients cut'; node: number }
  | { kind: 'browser killed' | 'pages reloaded' | 'pages disconnected' | 'conflict'; account: number }
  /** `isToldLater`: what came meanwhile is told when the network is back; else it only lies there. */
  | { kind: 'network cut'; account: number; isToldLater: boolean }
  | { kind: 'deliveries held'; account: number }
  | { kind: 'MySQL killed' | 'Redis killed' }
  | { kind: 'client stopped' }

export interface Round {
  before: readonly Act[]
  faults: readonly Fault[]
  during: readonly Act[]
  /** How long the faults last, in milliseconds. */
  ms: number
  after: readonly Act[]
  /** Whether everything has to recover before the next round; else the next faults strike in the middle of that. */
  settles: boolean
}

type FaultKind = Fault['kind']

const SERVICES = ['MySQL killed', 'Redis killed'] as const
const ACCOUNTS: readonly FaultKind[] = [
  ...(['browser killed', 'pages reloaded', 'pages disconnected', 'conflict'] as const),
  ...(['network cut', 'deliveries held'] as const),
]
const ALWAYS: readonly FaultKind[] = [
  ...(['server killed', 'server stopped', 'server frozen', 'clients cut', 'client stopped'] as const),
]

/** The kinds of faults that a run of this shape can have. */
export function faultKinds({ web, hasServices }: Shape): FaultKind[] {
  return [...ALWAYS, ...(web > 0 ? ACCOUNTS : []), ...(hasServices ? SERVICES : [])]
}

/** At least `rounds` rounds, and as many more as it takes for every kind of fault to come. */
export function plan(seed: string, shape: Shape, rounds: number): Round[] {
  const random = new Random(seed)
  const deck: FaultKind[] = shuffled(random, faultKinds(shape))
  const made: Round[] = []
  while (made.length < rounds || deck.length > 0) {
    const kinds = deck.splice(0, 1 + random.below(2))
    made.push(round(random, shape, kinds.length > 0 ? kinds : [random.pick(faultKinds(shape))]))
  }
  return made
}

/** The items in an order that the random numbers choose. */
export function shuffled<Item>(random: Random, items: readonly Item[]): Item[] {
  const rest = [...items]
  return items.map(() => rest.splice(random.below(rest.length), 1)[0] as Item)
}

function round(random: Random, shape: Shape, kinds: readonly FaultKind[]): Round {
  return {
    before: acts(random, shape, 6),
    faults: kinds.map((kind) => fault(random, shape, kind)),
    during: acts(random, shape, 6),
    ms: 100 + random.below(1_500),
    after: acts(random, shape, 3),
    settles: random.below(3) > 0,
  }
}

function fault(random: Random, shape: Shape, kind: FaultKind): Fault {
  switch (kind) {
    case 'server killed':
    case 'server stopped':
    case 'server frozen':
    case 'clients cut':
      return { kind, node: random.below(shape.nodes) }
    case 'MySQL killed':
    case 'Redis killed':
    case 'client stopped':
      return { kind }
    case 'network cut':
      return { kind, account: random.below(shape.web), isToldLater: random.below(2) === 0 }
    default:
      return { kind, account: random.below(shape.web) }
  }
}

function acts(random: Random, shape: Shape, most: number): Act[] {
  const simulated = Array.from({ length: shape.simulated }, (_, session) => flood(random, session))
  const others = Array.from({ length: 2 + random.below(most) }, () => act(random, shape))
  return shuffled(random, [...simulated.filter(() => random.below(3) > 0), ...others])
}

function flood(random: Random, session: number): Act {
  const perSecond = random.pick([null, null, 100, 400])
  return {
    ...{ kind: 'flood', session, count: 5 + random.below(120), chats: 1 + random.below(12), perSecond },
    length: random.pick([0, 0, 0, 20_000]),
  }
}

function act(random: Random, { web, simulated }: Shape): Act {
  if (web === 0 || random.below(5) === 0)
    return { kind: 'send', session: random.below(web + simulated), to: random.below(3) }
  const account = random.below(web)
  const message = random.below(20)
  const lateMs = random.pick([0, 0, 0, 30_000])
  const chat = random.below(10)
  const ordinary: Act = { kind: 'message', account, chat, isFromPhone: random.below(4) === 0, lateMs }
  return random.pick<Act>([
    ...[ordinary, ordinary, ordinary, ordinary],
    { kind: 'message under two addresses', account },
    { kind: 'message to all', chat },
    { kind: 'delivery again', account },
    { kind: random.pick(['edit', 'reaction', 'acknowledgement'] as const), account, message },
  ])
}
