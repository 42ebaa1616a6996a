import { type GraphQLResolveInfo, type GraphQLSchema, Kind, type SelectionSetNode } from 'graphql'
import type { Context } from './context'

/** The name of the field, on connections and on Query. */
const FIELD = 'eventCursor'

/**
 * What `read` answers, with the connection's eventCursor: where that is asked for, it is read first. The other way
 * round, an event between the two would be in neither the rows nor the subscription.
 */
export async function withEventCursor<Shape extends object>(
  { loaders }: Context,
  info: GraphQLResolveInfo,
  read: () => Promise<Shape>,
): Promise<Shape & { eventCursor: string }> {
  const asked = info.fieldNodes.some(({ selectionSet }) => selectionSet && selects(selectionSet, info))
  const eventCursor = asked ? await loaders.eventCursor.load('') : '' // then nobody looks at it
  return Object.assign(await read(), { eventCursor })
}

/** Makes all fields of Query wait for Query.eventCursor, where an operation asks for it: it holds for all of them. */
export function cursorFirst(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) {
    const { resolve } = field
    if (field.name === FIELD || !resolve) continue
    field.resolve = (source, args: unknown, context: Context, info) =>
      selects(info.operation.selectionSet, info)
        ? context.rootCursor().then((): unknown => resolve(source, args, context, info))
        : resolve(source, args, context, info)
  }
  return schema
}

/** Whether the field stands in the selection set; what is skipped by a directive counts too, and costs one read. */
function selects({ selections }: SelectionSetNode, info: Pick<GraphQLResolveInfo, 'fragments'>): boolean {
  return selections.some((selection) => {
    if (selection.kind === Kind.FIELD) return selection.name.value === FIELD
    if (selection.kind === Kind.INLINE_FRAGMENT) return selects(selection.selectionSet, info)
    const fragment = info.fragments[selection.name.value]
    return fragment !== undefined && selects(fragment.selectionSet, info)
  })
}
