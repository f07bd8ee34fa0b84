import { lstatSync, mkdirSync } from 'node:fs'
import { DatabaseError } from '../../errors.js'

/**
 * Makes the folder if it is missing, for this user alone.
 * @param forbidden permission bits that it must not have: 0o022 where others may look, 0o077 where they may not
 * @throws DatabaseError where it is a link, somebody else's, or open to others
 */
export function ownFolder(folder: string, forbidden: number): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (!isOurs(folder, forbidden))
    throw new DatabaseError('OPEN_FAILED', `${folder} must be a folder of this user alone; remove it and start again`)
}

/** True for a file or folder, and no link, that belongs to this user and that nobody else may write to. */
export function isOurs(path: string, forbidden = 0o022): boolean {
  const status = lstatSync(path, { throwIfNoEntry: false })
  if (!status || status.isSymbolicLink()) return false
  return (process.getuid === undefined || status.uid === process.getuid()) && (status.mode & forbidden) === 0
}
