import { Field, ID, InterfaceType, ObjectType } from 'type-graphql'

@InterfaceType('Node', { description: 'Anything that has an id of its own; node(id:) finds it again.' })
export abstract class Node {
  @Field(() => ID, { description: 'Opaque, global and stable.' })
  id!: string
}

@ObjectType({
  implements: Node,
  description: 'A tenant: what one team sees of this server. Keys, sessions and all data belong to one.',
})
export class Workspace extends Node {
  @Field(() => String, { description: 'What people call it.' })
  name!: string
}
