import operations from './examples.graphql?raw'
import variables from './examples.variables.json?raw'

/** The operations of the first tab, as text with their comments. */
export const EXAMPLES = operations.trimEnd()

/** The variables that go with them, as JSON text. */
export const EXAMPLE_VARIABLES = variables.trimEnd()

/** Puts the examples into GraphiQL's storage, where it looks for the last visit's editors, unless there was a visit. */
export function offerExamples(): void {
  if (localStorage.getItem('graphiql:tabState') !== null) return
  localStorage.setItem('graphiql:query', EXAMPLES)
  localStorage.setItem('graphiql:variables', EXAMPLE_VARIABLES)
}
