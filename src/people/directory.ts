import type { Connection } from '../database/connect.js'
import { createDirectoryStore, type KnownDirectory, type LeasedDirectory } from './directory-store.js'
import { type Contacts, type Holding, type Resolved, resolveHoldings } from './holdings.js'
import { createNames } from './names.js'
import type { Organisation } from './organisation.js'
import type { HeldRole, Person, Role } from './person.js'
import { shareRuns } from './shared-runs.js'

export type { Contacts } from './holdings.js'

const RELOAD_AFTER_MS = 30_000
/** So long a refresh waits for that of another replica. */
const PATIENCE_MS = 90_000
const LOOK_AGAIN_MS = 50

export interface DirectoryOptions {
  readonly connection: Connection
  readonly organisation: Organisation
  readonly contacts?: Contacts
  readonly now: () => Date
  /** So long a turn waits for the name of somebody who says something for the first time. */
  readonly namePatienceMs?: number
}

export type Refreshed = Pick<Resolved, 'failed' | 'alarms'>
export type Directory = Awaited<ReturnType<typeof createDirectory>>

/** Who is who: roles of the organisation file, resolved through the contacts of WeCom and kept in the database for all replicas. */
export async function createDirectory({ connection, organisation, contacts, now, namePatienceMs }: DirectoryOptions) {
  const store = createDirectoryStore(connection)
  const names = createNames({ connection, contacts, now, patienceMs: namePatienceMs })
  let people: ReadonlyMap<string, Person> = new Map()
  let loadedAt = Number.NEGATIVE_INFINITY

  async function fresh(): Promise<ReadonlyMap<string, Person>> {
    const age = now().getTime() - loadedAt
    if (age > RELOAD_AFTER_MS || age < 0) take(await holdingsOf(await store.read()))
    return people
  }

  function take(holdings: readonly Holding[]): void {
    people = peopleOf(holdings)
    loadedAt = now().getTime()
  }

  const holdingsOf = async (known: KnownDirectory | null): Promise<readonly Holding[]> =>
    known && known.generation > 0 ? known.holdings : names.formerHoldings()

  /** Asks the platform who holds which role, after this call began; on one replica at a time, which answers for all that asked before it began. */
  const refresh = shareRuns(async (): Promise<Refreshed> => {
    const mine = await store.ask()
    const endsAt = performance.now() + PATIENCE_MS
    while (performance.now() < endsAt) {
      const leased = await store.lease()
      const known = leased ?? (await store.read())
      if (known && known.answered >= mine) {
        if (leased) await store.release(leased)
        take(known.holdings)
        return { failed: [], alarms: [] }
      }
      const refreshed = leased && (await resolveAndWrite(leased))
      if (refreshed) {
        await names.askMissing()
        return refreshed
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
    }
    return { failed: ['another replica has been refreshing the directory for too long'], alarms: [] }
  })

  /** @returns nothing where somebody has written a newer directory meanwhile */
  async function resolveAndWrite(leased: LeasedDirectory): Promise<Refreshed | undefined> {
    try {
      const resolved = await resolveHoldings(organisation.roles, contacts, await holdingsOf(leased), now())
      if (!(await store.write(leased, resolved.holdings))) return undefined
      take(resolved.holdings)
      return resolved
    } finally {
      await store.release(leased)
    }
  }

  return {
    refresh,
    /** A signed callback proves that the person belongs to the company; without a role they may still report a complaint. */
    async personOf(id: string): Promise<Person> {
      return (await fresh()).get(id) ?? { id, name: await names.nameOf(id), roles: [] }
    },
    /** Everyone who holds the role for this plant; for any plant where none is named. */
    async holders(role: Role, plant?: string, department?: string): Promise<Person[]> {
      const fits = (held: HeldRole) =>
        held.role === role &&
        (plant === undefined || held.plant === undefined || held.plant === plant) &&
        (department === undefined || held.department === department)
      return [...(await fresh()).values()].filter(({ roles }) => roles.some(fits)).sort((left, right) => (left.id < right.id ? -1 : 1))
    },
    /** Waits for names that are being asked for. */
    settled: names.settled,
  }
}

function peopleOf(holdings: readonly Holding[]): Map<string, Person> {
  const people = new Map<string, Person>()
  for (const { holders, ...held } of holdings)
    for (const { id, name } of holders) people.set(id, { id, name, roles: [...(people.get(id)?.roles ?? []), held] })
  return people
}
