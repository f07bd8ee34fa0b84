import mongoose from 'mongoose'

const { MongoBulkWriteError, MongoNetworkError, MongoServerSelectionError, MongoServerError } = mongoose.mongo

const AWAY_NAMES =
  /^(MongoNotConnectedError|MongoPoolClearedError|MongoTopologyClosedError|MongooseServerSelectionError|MongoWaitQueueTimeoutError|MongoWriteConcernError)$/
/** ShutdownInProgress, PrimarySteppedDown, NotWritablePrimary, InterruptedAtShutdown, InterruptedDueToReplStateChange, NotPrimaryNoSecondaryOk. */
const NO_PRIMARY_CODES: ReadonlySet<number> = new Set([91, 189, 10107, 11600, 11602, 13435])

/** True where the database could not be reached, has no primary, or did not confirm in time: the same command may work later. */
export function isUnreachable(error: unknown): boolean {
  return (
    error instanceof MongoNetworkError ||
    error instanceof MongoServerSelectionError ||
    (error instanceof MongoServerError && NO_PRIMARY_CODES.has(Number(error.code))) ||
    (error instanceof MongoBulkWriteError && error.result.getWriteConcernError() !== undefined) ||
    (error instanceof Error && AWAY_NAMES.test(error.name)) ||
    (error instanceof Error && /bufferCommands|Client must be connected/.test(error.message))
  )
}

/** True where an insert met a unique index; with `field`, only where that field is part of it. */
export function isDuplicateKey(error: unknown, field?: string): boolean {
  if (!(error instanceof MongoServerError) || error.code !== 11000) return false
  return field === undefined || field in (error.keyPattern ?? {})
}

/** Repeats idempotent work while the database is away, for up to `patienceMs`; bridges a restart of the engine and an election. */
export async function retryWhileAway<T>(work: () => Promise<T>, patienceMs = 2_500): Promise<T> {
  const end = performance.now() + patienceMs
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isUnreachable(error) || performance.now() > end) throw error
      await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 30))
    }
  }
}
