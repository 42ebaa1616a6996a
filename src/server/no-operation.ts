import { GraphQLError } from 'graphql'

/** What a client is told whose document has no operation of that name, or several where it names none. */
export const noOperation = (name: string | undefined): GraphQLError =>
  new GraphQLError(name ? `Unknown operation named "${name}".` : 'Must provide operation name: there are several.', {
    extensions: { code: 'OPERATION_RESOLUTION_FAILURE' },
  })
