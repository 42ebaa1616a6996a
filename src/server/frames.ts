import type { ExecutionResult } from 'graphql'

/** Payloads up to this size, in bytes, are copied into each frame: one small write costs less than two without a copy. */
const COPIED = 8 * 1024

const TEXT_FRAME = 0x81
/** A server's frame has no mask, so its header takes 2 bytes and up to 8 of length. */
const LENGTH_16 = 126
const LENGTH_64 = 127

/** A `next` message for many operations: serialised once, and only the operation's id differs. */
export class SharedPayload {
  readonly #json: Buffer

  constructor(result: ExecutionResult | object) {
    this.#json = Buffer.from(`${JSON.stringify(result)}}`)
  }

  /** Bytes that it takes. */
  get size(): number {
    return this.#json.length
  }

  /** A server-sent event whose data begins with `prefix`, part by part; `enclosed` in an object that `prefix` opens. */
  event(prefix: Buffer, enclosed: boolean): Buffer[] {
    const json = enclosed ? this.#json : this.#json.subarray(0, -1)
    const parts = [prefix, json, EVENT_END]
    return json.length <= COPIED ? [Buffer.concat(parts)] : parts
  }

  /** The WebSocket frame (RFC 6455, unmasked text) of the message that begins with `prefix`; written part by part. */
  frame(prefix: Buffer): Buffer[] {
    const length = prefix.length + this.#json.length
    const header = length < LENGTH_16 ? 2 : length < 65_536 ? 4 : 10
    const copied = this.#json.length <= COPIED
    const start = Buffer.allocUnsafe(header + (copied ? length : prefix.length))
    start[0] = TEXT_FRAME
    start[1] = header === 2 ? length : header === 4 ? LENGTH_16 : LENGTH_64
    if (header === 4) start.writeUInt16BE(length, 2)
    if (header === 10) start.writeBigUInt64BE(BigInt(length), 2)
    start.set(prefix, header)
    if (!copied) return [start, this.#json]
    start.set(this.#json, header + prefix.length)
    return [start]
  }
}

/** What ends a server-sent event. */
const EVENT_END = Buffer.from('\n\n')

/** What a `next` message of an operation begins with. */
export const nextPrefix = (operationId: string): Buffer =>
  Buffer.from(`{"id":${JSON.stringify(operationId)},"type":"next","payload":`)
