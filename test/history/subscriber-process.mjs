/** A subscriber in a process of its own, so that SIGSTOP of it means something: options in, lines of JSON out. */
import { createJiti } from 'jiti'
import process from 'node:process'

const { ResumingSubscriber } = await createJiti(import.meta.url).import('./subscriber.ts')
const [, , options] = process.argv
const subscriber = new ResumingSubscriber(JSON.parse(options), (line) => {
  process.stdout.write(`${JSON.stringify(line)}\n`)
})
process.on('SIGTERM', () => void subscriber.stop())
