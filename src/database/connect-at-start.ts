import { DatabaseError } from '../errors.js'
import { type Connection, connect } from './connect.js'
import { isUnreachable, retryWhileAway } from './retry.js'

/** An election, or a server that starts beside us, is over long before. */
const PATIENCE_MS = 60_000

/**
 * Connects, and waits for a database that is not there yet; `serverSelectionTimeoutMS` in the address says how many milliseconds.
 * `onWait` hears once that it is not there. @throws DatabaseError
 */
export async function connectAtStart(uri: string, onWait: (reason: string) => void): Promise<Connection> {
  let isWaiting = false
  const attempt = () =>
    connect(uri).catch((error: unknown) => {
      if (!isWaiting && isUnreachable(error)) onWait(messageOf(error))
      isWaiting = true
      throw error
    })
  try {
    return await retryWhileAway(attempt, patienceOf(uri))
  } catch (cause) {
    const message = `The database did not let us in: ${messageOf(cause)}\n  See that its server runs and that MONGODB_URI names it, with user and password where it wants them; then start again.`
    throw new DatabaseError('NO_ANSWER', message, { cause })
  }
}

function patienceOf(uri: string): number {
  const own = new URLSearchParams(uri.split('?', 2)[1]).get('serverSelectionTimeoutMS')
  return own === null ? PATIENCE_MS : Number(own)
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
