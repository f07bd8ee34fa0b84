import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { DatabaseError } from '../errors.js'
import type { Connection } from './connect.js'
import { isDuplicateKey } from './retry.js'

/**
 * Whose people and records a database holds: those of one corporation, known by its WeCom, or else by its bot there or its app on DingTalk, or the
 * playground's.
 */
export type Owner =
  | { readonly corpId: string }
  | { readonly wecomBot: string }
  | { readonly dingtalkApp: string }
  | { readonly simulator: true }

const OwnerSchema = z.union([
  z.object({ corpId: z.string() }),
  z.object({ wecomBot: z.string() }),
  z.object({ dingtalkApp: z.string() }),
  z.object({ simulator: z.literal(true) }),
])

const COLLECTION = 'installation'
const ID = 'installation'

export interface Claim {
  readonly owner: Owner
  /** The same company by its other names: as it was known when only these were configured. */
  readonly alsoKnownAs?: readonly Owner[]
  /** True where the database lies in our own data folder, so that a playground may have left it before owners were written down. */
  readonly isOwnFolder: boolean
  readonly holdsSimulated: (connection: Connection) => Promise<boolean>
  readonly now: () => Date
}

/**
 * Takes a new database for this owner, and makes sure that a known one is theirs. Nothing else is written before: of two first starts at
 * once one owner wins, and the other one has touched nothing.
 * @throws DatabaseError when the database is somebody else's, or nobody can say whose it is
 */
export async function claimInstallation(connection: Connection, claim: Claim): Promise<void> {
  const known = await readOwner(connection)
  if (!known) await refuseForeignRecords(connection, claim)
  const owner = known ?? (await writeOwner(connection, claim))
  if (nameOf(owner) === nameOf(claim.owner)) return
  if (!claim.alsoKnownAs?.some((other) => nameOf(other) === nameOf(owner))) throw foreign(claim.owner, `it belongs to ${nameOf(owner)}`)
  const [former = ''] = Object.keys(owner)
  await marks(connection).updateOne({ _id: ID }, { $set: { ...claim.owner }, $unset: { [former]: true } })
}

/**
 * Refuses to mix an exported folder into the database of somebody else.
 * @throws DatabaseError when both say whose they are, and differ
 */
export async function refuseForeignImport(connection: Connection, folder: string): Promise<void> {
  const file = join(folder, `${COLLECTION}.jsonl`)
  const exported = existsSync(file) ? OwnerSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined
  const owner = await readOwner(connection)
  if (!exported || !owner || nameOf(exported) === nameOf(owner)) return
  const message = `The folder holds the records of ${nameOf(exported)}, and the database belongs to ${nameOf(owner)}. Nothing was changed.\n  Name an empty database in MONGODB_URI and start again.`
  throw new DatabaseError('FOREIGN', message)
}

async function readOwner(connection: Connection): Promise<Owner | undefined> {
  const found = await marks(connection).findOne({ _id: ID })
  if (!found) return undefined
  const parsed = OwnerSchema.safeParse(found)
  if (!parsed.success) throw new DatabaseError('FOREIGN', `The document “${ID}” in the collection “${COLLECTION}” cannot be read.`)
  return parsed.data
}

/** The owner that stands in the end: ours, or that of whoever came first. */
async function writeOwner(connection: Connection, { owner, now }: Claim): Promise<Owner> {
  try {
    await marks(connection).insertOne({ _id: ID, ...owner, createdAt: now() })
    return owner
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
    return (await readOwner(connection)) ?? owner
  }
}

/** A database from before owners were written down shows by what it holds whose it is. */
async function refuseForeignRecords(connection: Connection, { owner, isOwnFolder, holdsSimulated }: Claim): Promise<void> {
  const isSimulated = await holdsSimulated(connection)
  if (!('simulator' in owner)) {
    if (isSimulated) throw foreign(owner, 'it holds the demonstration customers of the playground')
  } else if (!(isOwnFolder && isSimulated) && (await holdsAnything(connection))) {
    throw foreign(owner, 'it holds records, and nothing says that they are the playground’s')
  }
}

async function holdsAnything(connection: Connection): Promise<boolean> {
  for (const { name } of await connection.db!.listCollections({}, { nameOnly: true }).toArray()) {
    if (!name.startsWith('system.') && (await connection.db!.collection(name).findOne({}, { projection: { _id: 1 } }))) return true
  }
  return false
}

const marks = (connection: Connection) => connection.db!.collection<{ _id: string } & Record<string, unknown>>(COLLECTION)
function nameOf(owner: Owner): string {
  if ('corpId' in owner) return `the WeCom corporation ${owner.corpId}`
  if ('wecomBot' in owner) return `the corporation of the WeCom bot ${owner.wecomBot}`
  return 'dingtalkApp' in owner ? `the company of the DingTalk app ${owner.dingtalkApp}` : 'the playground'
}

function foreign(owner: Owner, because: string): DatabaseError {
  const remedies = !('simulator' in owner)
    ? [
        'name the database of this corporation in MONGODB_URI (a new one for its first start; without MONGODB_URI another DATA_DIR)',
        `or correct ${'corpId' in owner ? 'WECOM_CORP_ID' : 'wecomBot' in owner ? 'WECOM_BOT_ID' : 'DINGTALK_CLIENT_ID'}`,
      ]
    : [
        'to try the bot, unset MONGODB_URI or name an empty database (without MONGODB_URI another DATA_DIR)',
        'to run it for the corporation, set its WECOM_ variables, or its DINGTALK_ ones',
      ]
  const steps = [...remedies, 'README, “Database”, says how a database changes its owner']
  return new DatabaseError(
    'FOREIGN',
    [`This database is not for ${nameOf(owner)}: ${because}. Nothing was changed. Do one of these and start again:`, ...steps].join('\n  '),
  )
}
