import {
  buildSchema,
  coerceInputValue,
  isInputType,
  Kind,
  parse,
  typeFromAST,
  validate,
  type OperationDefinitionNode,
} from 'graphql'
import { readFileSync } from 'node:fs'
import path from 'node:path'

const ROOT = path.join(__dirname, '..', '..')
const document = parse(readFileSync(path.join(ROOT, 'graphiql', 'examples.graphql'), 'utf8'))
const variables = JSON.parse(readFileSync(path.join(ROOT, 'graphiql', 'examples.variables.json'), 'utf8')) as Record<
  string,
  unknown
>
const schema = buildSchema(readFileSync(path.join(ROOT, 'schema.graphql'), 'utf8'))
const operations = document.definitions.filter(
  (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
)

describe("GraphiQL's examples", () => {
  it('are valid against the schema', () => {
    expect(validate(schema, document).map(String)).toEqual([])
  })

  it('all have names, so that the run button can offer them', () => {
    expect(operations.filter((operation) => !operation.name)).toEqual([])
    expect(operations.length).toBeGreaterThan(5)
  })

  it.each(operations.map((operation) => [operation.name?.value ?? 'anonymous', operation] as const))(
    '%s runs with the variables that stand beside it',
    (_name, operation) => {
      for (const definition of operation.variableDefinitions ?? []) {
        const type = typeFromAST(schema, definition.type)
        if (!isInputType(type)) throw new Error(`${definition.variable.name.value} has no type of the schema`)
        coerceInputValue(variables[definition.variable.name.value], type)
      }
    },
  )

  it('have no variable that none of them takes', () => {
    const taken = operations.flatMap(({ variableDefinitions = [] }) =>
      variableDefinitions.map(({ variable }) => variable.name.value),
    )
    expect(Object.keys(variables).filter((name) => !taken.includes(name))).toEqual([])
  })
})
