/** What the main thread and an engine's worker thread say to each other. Plain data only: it is cloned on its way. */

import type { Engine, EngineEvent } from '../../domain/engine'
import { EngineCallTimeout, EngineClosed, EngineNotReached, NotOnWhatsApp } from '../../domain/engine'

/** Time limits, ms. Tests shorten them. */
export interface Limits {
  /** From start() to a code or a restored login; what comes after has the supervisor's deadlines. */
  start: number
  call: number
  probe: number
  /** Reading a whole chat list, address book, or a long history. */
  listing: number
  logout: number
  /** How long the connection may be anything but CONNECTED after `ready` before the engine gives it up. */
  offline: number
  /** How long the browser may take to end by itself before its process group is killed. */
  gracefulClose: number
}

export const LIMITS: Limits = {
  start: 120_000,
  call: 30_000,
  probe: 8_000,
  listing: 60_000,
  logout: 10_000,
  offline: 20_000,
  gracefulClose: 2_000,
}

/** All that a worker needs to know; its `workerData`. */
export interface WorkerConfig {
  sessionId: string
  executablePath: string
  browserArgs: readonly string[]
  /** The session's folder; LocalAuth keeps its profile in there. */
  folder: string
  pairingPhone: string | null
  /** A login is stored: a QR code then means that WhatsApp no longer takes it. */
  isLinked: boolean
  limits: Limits
}

/** The calls that the worker answers. */
export type WorkerCalls = Omit<Engine, 'close'>
export type CallName = keyof WorkerCalls

/** An error on its way between the threads; `name` says which of the port's errors it is. */
export interface ErrorData {
  name: string
  message: string
}

export type ToWorker = { type: 'call'; id: number; name: CallName; args: readonly unknown[] } | { type: 'close' }

export type FromWorker =
  /** The browser was launched; its process group has the same number. */
  | { type: 'browser'; pid: number }
  | { type: 'result'; id: number; value: unknown }
  | { type: 'error'; id: number; error: ErrorData }
  | { type: 'events'; events: readonly EngineEvent[] }
  /** Something could not be understood; `what` names it for the log. */
  | { type: 'failure'; what: string; error: ErrorData }
  | { type: 'note'; message: string; detail: string }

export const toErrorData = (error: Error): ErrorData => ({ name: error.name, message: error.message })

/** The error as its class, so that `instanceof` works on both sides. */
export function fromErrorData({ name, message }: ErrorData): Error {
  if (name === 'NotOnWhatsApp') return new NotOnWhatsApp(message)
  if (name === 'EngineCallTimeout') return new EngineCallTimeout(message)
  if (name === 'EngineClosed') return new EngineClosed(message)
  if (name === 'EngineNotReached') return new EngineNotReached(message)
  return new Error(message)
}
