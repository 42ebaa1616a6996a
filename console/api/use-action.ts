import type { OperationVariables, TypedDocumentNode } from '@apollo/client'
import { useCallback, useState } from 'react'
import { useNotices } from '../ui/notices'
import { useLive } from './live'
import { problemOf } from './problem'
import { useProblemText } from './use-problem-text'

/** A mutation for a button: whether it runs, and what runs it. */
interface Action<Data, Variables> {
  /** Resolves to what came back, or to null once the failure has been said in a notice. */
  readonly run: (variables: Variables) => Promise<Data | null>
  readonly running: boolean
}

/** A mutation whose failure the user is told in a notice. */
export function useAction<Data, Variables extends OperationVariables>(
  mutation: TypedDocumentNode<Data, Variables>,
): Action<Data, Variables> {
  const { client } = useLive()
  const { say } = useNotices()
  const explain = useProblemText()
  const [underway, setUnderway] = useState(0)
  const run = useCallback(
    async (variables: Variables): Promise<Data | null> => {
      setUnderway((count) => count + 1)
      try {
        const { data } = await client.mutate<Data, OperationVariables>({ mutation, variables })
        return data ?? null
      } catch (error) {
        say({ kind: 'PROBLEM', text: explain(problemOf(error)) })
        return null
      } finally {
        setUnderway((count) => count - 1)
      }
    },
    [client, mutation, say, explain],
  )
  return { run, running: underway > 0 }
}
