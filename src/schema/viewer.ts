import { Field, ObjectType } from 'type-graphql'
import type { Scope } from '../domain/access'
import { ScopeEnum } from './enums'

@ObjectType({ description: 'The API key that asks.' })
export class Viewer {
  @Field(() => [ScopeEnum], { description: 'What the key may do.' })
  scopes!: readonly Scope[]
}
