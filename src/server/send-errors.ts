import type { FastifyReply } from 'fastify'
import type { GraphQLFormattedError } from 'graphql'
import { negotiate } from './media-type'

/** Answers errors in GraphQL's shape, in the media type that the request asks for. */
export function sendErrors(
  reply: FastifyReply,
  status: number,
  errors: readonly GraphQLFormattedError[],
): FastifyReply {
  const mediaType = negotiate(reply.request.headers.accept) ?? 'application/json'
  return reply.code(status).type(`${mediaType}; charset=utf-8`).serializer(JSON.stringify).send({ errors })
}
