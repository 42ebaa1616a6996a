import type { SessionFieldsFragment } from '../generated/operations'

/** One chat: its messages, and what writes the next. */
export function Thread({ chatId }: { session: SessionFieldsFragment; chatId: string }) {
  return <p>{chatId}</p>
}
