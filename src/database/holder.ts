/** Which process runs on a data folder, for whoever starts a second one on it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseError } from '../errors.js'

const fileIn = (dataDir: string) => join(dataDir, 'bot.pid')

export const noteHolder = (dataDir: string): void => writeFileSync(fileIn(dataDir), `${process.pid}\n`, { mode: 0o600 })

/** @returns undefined where nobody has noted it, or who did has ended */
export function readHolder(dataDir: string): number | undefined {
  try {
    const pid = Number(readFileSync(fileIn(dataDir), 'utf8'))
    return Number.isInteger(pid) && pid > 0 && process.kill(pid, 0) ? pid : undefined
  } catch {
    return undefined
  }
}

export function heldBy(pid: number | undefined, dataDir: string, cause: DatabaseError): DatabaseError {
  const who = pid === undefined ? '' : `进程号 ${pid}，`
  const stop = pid === undefined ? '先停掉它' : `先停掉它：kill ${pid}`
  const message = `这份数据已经有一个回声在用（${who}DATA_DIR=${dataDir}）。\n  ${stop}\n  或者换一个文件夹：DATA_DIR=${dataDir}-2 npm start\n  (${cause.message}${pid === undefined ? '' : `, pid ${pid}`})`
  return new DatabaseError('LOCKED', message, { cause })
}
