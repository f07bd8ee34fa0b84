import type { Connection } from '../database/connect.js'
import { createDirectoryStore, type KnownDirectory, type LeasedDirectory } from './directory-store.js'
import { type ContactsOf, type Holding, type Resolved, resolveHoldings } from './holdings.js'
import { createWhoIs, membersOf, type SharedIds, type StandsFor } from './members.js'
import { createNames } from './names.js'
import type { Organisation } from './organisation.js'
import { type Parted, partedBetween } from './parted.js'
import type { HeldRole, Person, Role } from './person.js'
import { shareRuns } from './shared-runs.js'

export type { Contacts, ContactsOf } from './holdings.js'

const RELOAD_AFTER_MS = 30_000
/** So long a refresh waits for that of another replica. */
const PATIENCE_MS = 90_000
const LOOK_AGAIN_MS = 50

export interface DirectoryOptions {
  readonly connection: Connection
  readonly organisation: Organisation
  readonly contacts?: ContactsOf
  /** True for a channel by which only members of the company can write to us. */
  readonly vouches?: (channel: string) => boolean
  /** Channels whose ids of people are those of another, with that one: whoever has one id on both is one person. */
  readonly sharedIds?: SharedIds
  readonly standsFor?: StandsFor
  readonly now: () => Date
  /** So long a turn waits for the name of somebody who says something for the first time. */
  readonly namePatienceMs?: number
}

export type Refreshed = Pick<Resolved, 'failed' | 'alarms'>
export type Directory = Awaited<ReturnType<typeof createDirectory>>

/** Who is who: roles of the organisation file, resolved through the contacts of the platforms and kept in the database for all replicas. */
export async function createDirectory({
  connection,
  organisation,
  contacts = {},
  vouches = () => false,
  sharedIds = [],
  standsFor,
  now,
  namePatienceMs,
}: DirectoryOptions) {
  const store = createDirectoryStore(connection)
  const names = createNames({ connection, contacts, now, patienceMs: namePatienceMs })
  const whoIs = createWhoIs(organisation, sharedIds, standsFor)
  let people: ReadonlyMap<string, Person> = new Map()
  let loadedAt = Number.NEGATIVE_INFINITY

  async function fresh(): Promise<ReadonlyMap<string, Person>> {
    const age = now().getTime() - loadedAt
    if (age > RELOAD_AFTER_MS || age < 0) take(await holdingsOf(await store.read()))
    return people
  }

  function take(holdings: readonly Holding[]): void {
    people = membersOf(holdings, whoIs)
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
      const at = now()
      const before = await holdingsOf(leased)
      const resolved = await resolveHoldings(organisation.roles, contacts, before, at)
      const parted = partedBetween(before, resolved.holdings, whoIs, at)
      if (!(await store.write(leased, resolved.holdings, parted))) return undefined
      take(resolved.holdings)
      return resolved
    } finally {
      await store.release(leased)
    }
  }

  /** The platform is asked about its own members only. */
  const nameOf = async (member: string | undefined, id: string): Promise<string> =>
    member === undefined ? id.slice(id.indexOf(':') + 1) : names.nameOf(member)

  return {
    refresh,
    /** By the id of a person or of a contact; known at once, without their name and roles. */
    whoIs,
    /**
     * By the id of a contact, or of a person. Who holds no role is staff where the channel of that contact proves that they belong to the
     * company, and may report a complaint; else a stranger, also where the file lists them.
     */
    async personOf(id: string): Promise<Person> {
      const { id: person, contacts: own, name, only } = whoIs(id)
      const limited = only === undefined ? {} : { only }
      const known = (await fresh()).get(person)
      // nobody is of the staff by a link, whoever else they are
      if (known) return only === undefined ? known : { ...known, side: 'stranger', roles: [], only }
      const heard = own.includes(id) ? [id] : own
      const member = heard.find((contact) => vouches(channelOf(contact)))
      const side = member === undefined ? 'stranger' : 'staff'
      return { id: person, name: name ?? (await nameOf(member, id)), side, contacts: own, roles: [], ...limited }
    },
    /** Everyone who holds the role for this plant; for any plant where none is named. */
    async holders(role: Role, plant?: string, department?: string): Promise<Person[]> {
      const fits = (held: HeldRole) =>
        held.role === role &&
        (plant === undefined || held.plant === undefined || held.plant === plant) &&
        (department === undefined || held.department === department)
      return [...(await fresh()).values()].filter(({ roles }) => roles.some(fits)).sort((left, right) => (left.id < right.id ? -1 : 1))
    },
    /** Whose roles have ended, until `forgetParted`: written with the roles themselves, so that no crash keeps anybody from hearing of it. */
    parted: async (): Promise<readonly Parted[]> => (await store.read())?.parted ?? [],
    forgetParted: store.forgetParted,
    /** Waits for names that are being asked for. */
    settled: names.settled,
  }
}

const channelOf = (contact: string): string => contact.slice(0, contact.indexOf(':'))
