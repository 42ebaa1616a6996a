import { reasonOf } from './reason'

it.each([
  ['NETWORK: the simulated network was lost', 'NETWORK', 'the simulated network was lost'],
  ['CRASH: The page crashed: Error: out of memory', 'CRASH', 'The page crashed: Error: out of memory'],
  ['CONFLICT: opened\nelsewhere', 'CONFLICT', 'opened\nelsewhere'],
])('tells the cause from the sentence: %j', (stateReason, cause, detail) => {
  expect(reasonOf(stateReason)).toEqual({ cause, detail })
})

it.each([['the server was restarted'], ['WhatsApp: it is away'], ['NETWORK']])('takes %j as it is', (stateReason) => {
  expect(reasonOf(stateReason)).toEqual({ cause: null, detail: stateReason })
})
