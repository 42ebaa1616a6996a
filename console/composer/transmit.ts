import type { ApolloClient } from '@apollo/client'
import { ServerError } from '@apollo/client/errors'
import { problemOf } from '../api/problem'
import { SendMessageDocument } from '../generated/operations'
import type { Obstacle, PendingMessage, SendResult } from './outbox-queue'

/** How long the server may take to answer, in milliseconds: it stores the message only, and sends it later. */
const ANSWER_MS = 20_000

/** Asks the server to send a message, under its key. */
export async function transmit(client: ApolloClient, message: PendingMessage): Promise<SendResult> {
  const { sessionId, chatId, text, replyTo, key } = message
  const input = { sessionId, to: chatId, text, replyTo: replyTo?.id ?? null, idempotencyKey: key }
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(), ANSWER_MS)
  try {
    const { data } = await client.mutate({
      mutation: SendMessageDocument,
      variables: { input },
      fetchPolicy: 'no-cache',
      context: { fetchOptions: { signal: limit.signal } },
    })
    if (data === undefined) throw new Error('the server gave no answer')
    return { messageId: data.sendMessage.message.id }
  } catch (error) {
    if (!limit.signal.aborted) return { problem: problemOf(error), obstacle: obstacleOf(error) }
    return { problem: { code: 'UNREACHABLE', message: 'The server did not answer.' }, obstacle: 'SERVER' }
  } finally {
    clearTimeout(timer)
  }
}

/**
 * What an error of sendMessage says to wait for; null where waiting does not help. Its CONFLICT means that the server is
 * stopping, or that the process that runs the session does not answer.
 */
function obstacleOf(error: unknown): Obstacle | null {
  if (ServerError.is(error) && error.statusCode >= 500) return 'SERVER'
  switch (problemOf(error).code) {
    case 'UNREACHABLE':
    case 'INTERNAL_SERVER_ERROR':
    case 'CONFLICT':
      return 'SERVER'
    case 'SESSION_NOT_CONNECTED':
      return 'SESSION'
    default:
      return null
  }
}
