import { createServer } from 'node:net'
import { StartError } from '../errors.js'

/** Before anything is started: whoever starts it twice should not wait for a database to hear that the port is taken. @throws StartError with what to do */
export async function refuseTakenPort(port: number, host: string | undefined, language: string): Promise<void> {
  if (port === 0) return
  const server = createServer()
  try {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen({ port, ...(host && { host }) }, resolve))
  } catch (error) {
    throw new StartError(adviceOn(error, port, language), { cause: error })
  }
  await new Promise((resolve) => server.close(resolve))
}

function adviceOn(error: unknown, port: number, language: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const isEnglish = language.startsWith('en')
  if (code === 'EADDRINUSE')
    return isEnglish ? `Port ${port} is in use: PORT=${otherThan(port)} npm start` : `${port} 端口被占用：PORT=${otherThan(port)} npm start`
  if (code === 'EACCES')
    return isEnglish ? `Port ${port} is not allowed to this user: PORT=3000 npm start` : `没有权限用 ${port} 端口：PORT=3000 npm start`
  return error instanceof Error ? error.message : String(error)
}

const LAST_PORT = 65_535
const otherThan = (port: number): number => (port < LAST_PORT ? port + 1 : port - 1)
