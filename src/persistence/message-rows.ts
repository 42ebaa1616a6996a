/**
 * New rows of the table of messages. Written out in full, because there are very many of them: putting an object
 * together from parts takes several times as long.
 */
import type { EngineMessage } from '../domain/engine'
import { newId } from '../domain/ids'
import type { IngestItem, Lease } from '../domain/ingest'
import type { Message } from './generated/mysql/client'
import { clip, sizeOf, storable } from './records'

/** What an engine's message says; `senderId` null for the account itself. */
export function receivedRow(lease: Lease, chatId: string, senderId: string | null, message: EngineMessage): Message {
  const { key, media, location } = message
  return {
    id: newId('message'),
    workspaceId: lease.workspaceId,
    sessionId: lease.sessionId,
    chatId,
    senderId,
    fromMe: key.fromMe,
    stanzaId: key.stanzaId,
    engineRef: message.ref,
    type: message.type,
    body: storable(message.body),
    sentAt: message.sentAt,
    deliveryState: key.fromMe ? (message.deliveryState ?? 'SENT') : null,
    failure: null,
    mediaMimeType: clip(media?.mimeType ?? null, 255),
    mediaFilename: clip(media?.filename ?? null, 255),
    mediaSize: sizeOf(media?.size ?? null),
    latitude: location?.latitude ?? null,
    longitude: location?.longitude ?? null,
    locationName: clip(location?.name ?? null, 500),
    quotedStanzaId: message.quotedStanzaId,
    editedAt: message.editedAt ?? null,
    revokedAt: message.revoked ? new Date() : null,
    idempotencyKey: null,
    contentHash: null,
  }
}

/** An own message that waits to be sent. */
export function outboundRow(lease: Lease, chatId: string, item: Extract<IngestItem, { type: 'outbound' }>): Message {
  return {
    id: item.messageId,
    workspaceId: lease.workspaceId,
    sessionId: lease.sessionId,
    chatId,
    senderId: null,
    fromMe: true,
    stanzaId: null,
    engineRef: null,
    type: 'TEXT',
    body: storable(item.body),
    sentAt: item.at,
    deliveryState: 'QUEUED',
    failure: null,
    mediaMimeType: null,
    mediaFilename: null,
    mediaSize: null,
    latitude: null,
    longitude: null,
    locationName: null,
    quotedStanzaId: item.quotedStanzaId,
    editedAt: null,
    revokedAt: null,
    idempotencyKey: item.idempotencyKey,
    contentHash: item.contentHash,
  }
}
