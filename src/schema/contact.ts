import { Field, ObjectType } from 'type-graphql'
import type { ContactRecord } from '../domain/model'
import { Node } from './node'
import { countedConnectionOf } from './paging'

@ObjectType({ implements: Node, description: 'One person, whichever of phone number and LID is known.' })
export class Contact extends Node {
  @Field(() => String, { description: '`628111…@c.us` where the number is known, else `…@lid`.' })
  whatsappId!: string

  @Field(() => String, { nullable: true, description: "WhatsApp's number-less address, `…@lid`, where known." })
  lid!: string | null

  @Field(() => String, { nullable: true, description: 'E.164, with the plus sign, where known.' })
  phone!: string | null

  @Field(() => String, {
    description: 'As saved on the phone, else as the person calls themselves, else the number.',
  })
  name!: string

  @Field(() => String, { nullable: true, description: 'As the person calls themselves.' })
  pushName!: string | null
}

@ObjectType({ description: 'A page of contacts, by name.' })
export class ContactConnection extends countedConnectionOf('Contact', () => Contact) {}

/** A contact's record as clients see it. */
export function toContact({ id, whatsappId, lid, phone, name, pushName }: ContactRecord): Contact {
  return Object.assign(new Contact(), { id, whatsappId, lid, phone, name, pushName })
}
