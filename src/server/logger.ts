import pino from 'pino'
import { prettyFactory } from 'pino-pretty'
import type { LogLevel } from '../config'
import type { Logger } from '../domain/logger'
import { LogOutput } from './log-output'

/** Fields that never reach the log, at the top and one level down. */
const SECRETS = ['authorization', 'apiKey', 'adminApiKey', 'password', 'secret', 'token', 'databaseUrl', 'redisUrl']

/**
 * The program's log: one JSON object a line, or readable lines for a person at a terminal.
 *
 * Lines are written synchronously, so the last ones before a crash are there. Values of fields named like secrets are
 * shown as `[redacted]`; what stands inside a message is not looked at.
 *
 * @param pretty - true where stdout is a terminal (`process.stdout.isTTY`)
 */
export function createLogger(
  level: LogLevel,
  pretty: boolean,
  destination: pino.DestinationStream = new LogOutput(1),
): Logger {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: pino.stdSerializers.err, error: pino.stdSerializers.err },
    redact: {
      paths: [...SECRETS.flatMap((name) => [name, `*.${name}`]), '*.headers.authorization'],
      censor: '[redacted]',
    },
  }
  if (!pretty) return pino(options, destination)
  const prettify = prettyFactory({ colorize: true, translateTime: 'SYS:HH:MM:ss.l', singleLine: true })
  return pino(options, { write: (line) => destination.write(prettify(line) ?? line) })
}
