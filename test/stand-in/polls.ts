import { z } from 'zod'

import type { StoredMessage } from './stand-in'

const PollFields = z.object({ pollOptions: z.array(z.object({ name: z.string(), localId: z.number() })) })

/** The local ids of a poll's options by their names. Throws if the message is no poll or lacks one of them. */
export function optionIds(poll: StoredMessage | undefined, names: readonly string[]): readonly number[] {
  const { pollOptions } = PollFields.parse(poll?.fields)
  return names.map((name) => {
    const option = pollOptions.find((one) => one.name === name)
    if (!option) throw new Error(`the poll has no option ${name}`)
    return option.localId
  })
}
