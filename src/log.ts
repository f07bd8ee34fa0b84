import { type Logger, pino } from 'pino'

export type { Logger } from 'pino'

/** Lines for a terminal where there is one, JSON elsewhere. Never tokens, decrypted bodies or what people wrote. */
export function createLog(level: string, isTerminal: boolean): Logger {
  const transport = isTerminal
    ? { target: 'pino-pretty', options: { ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss', singleLine: true } }
    : undefined
  return pino({ level, ...(transport && { transport }) })
}
