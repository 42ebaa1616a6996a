import type { Clock } from '../domain/clock'
import { backoff } from './backoff'
import type { LaunchSlots } from './launch-slots'

export interface RelaunchParts {
  clock: Clock
  random: () => number
  /** Shared by all sessions of the process. */
  slots: LaunchSlots
}

/** What one session's launches wait for, and what they are. */
export interface Launching {
  /** Resolves when a new connection may be made; never rejects. */
  ready(): Promise<void>
  launch(): void
}

/**
 * Launches of one session that nobody waits for, after a restart and after lost connections: each after its back-off
 * and in its turn among all sessions, so that many do not freeze the host.
 */
export class Relaunches {
  private attempt = 0
  private cancelTimer: () => void = () => undefined
  private leaveSlot: () => void = () => undefined
  /** What was about to launch when it was cancelled must not, even if another was asked for since. */
  private cancellations = 0

  constructor(
    private readonly parts: RelaunchParts,
    private readonly launching: Launching,
  ) {}

  /** After a lost connection or a failed attempt; there is no last one. */
  later(): void {
    this.attempt += 1
    const { clock, random } = this.parts
    this.cancelTimer = clock.after(backoff(this.attempt, random), () => void this.soon())
  }

  /** Never rejects. */
  async soon(): Promise<void> {
    const { cancellations } = this
    await this.launching.ready()
    const leave = await this.parts.slots.take()
    if (cancellations !== this.cancellations) return leave()
    this.leaveSlot = leave
    this.launching.launch()
  }

  /** The launch has come so far that others may begin theirs. */
  launched(): void {
    this.leaveSlot()
  }

  /** The next wait is a short one again. */
  reset(): void {
    this.attempt = 0
  }

  cancel(): void {
    this.cancellations += 1
    this.cancelTimer()
    this.leaveSlot()
  }
}
