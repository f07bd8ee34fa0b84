/** What the company has set, as it is in force now on every replica: its file, and what was changed since, in chat or in the file. */
import type { Connection } from '../database/connect.js'
import { reuseFor } from '../database/reuse-for.js'
import { ConfigError, UserFacingError } from '../errors.js'
import { describeFault } from '../faults/problem.js'
import { checkOrganisation, type OrganisationFault } from './check-organisation.js'
import {
  differencesBetween,
  isSame,
  organisationWith,
  readableIn,
  type Settings,
  settingOf,
  settingsAfter,
  settingsIn,
} from './effective.js'
import { type KeptSentences, sentencePath, sentencesIn } from './kept-sentences.js'
import { misreadBy } from './misread.js'
import { type Organisation, type OwnRules, wholeSchema } from './organisation-schema.js'
import type { RuleBook } from './rule-book.js'
import { createSettingChanges, type SettingChange } from './setting-changes.js'

export interface SettingsDeps {
  readonly connection: Connection
  /** As the file says. */
  readonly file: Organisation
  /** What kinds of case read under `rules`. */
  readonly kinds: OwnRules
  readonly now: () => Date
  /** Milliseconds that only go forward. */
  readonly elapsed?: () => number
}

/** What somebody wants set, all of it or nothing; `before` is what they were shown. */
export type WantedChange = Omit<SettingChange, '_id'> & Required<Pick<SettingChange, 'by'>>

/** What another replica has changed is seen after so long at the latest. */
const REUSED_MS = 1_000
const BEGINNING = new Date(0)

export type CompanySettings = Awaited<ReturnType<typeof createSettings>>

/**
 * Notes what the file says now: the newest word on a thing counts, whether it was said in chat or written in the file.
 * @throws ConfigError where the file does not fit what was changed in chat
 */
export async function createSettings({ connection, file, kinds, now, elapsed }: SettingsDeps) {
  const store = createSettingChanges(connection)
  let known: readonly SettingChange[] = []
  /** In the order in which they come into force. */
  let ordered: readonly SettingChange[] = []
  let organisations = new Map<number, Organisation>()
  let sentences = new Map<number, KeptSentences>()

  const nextNumber = (): number => (known.at(-1)?._id ?? -1) + 1

  async function load(): Promise<void> {
    const found = await store.after(nextNumber() - 1)
    const added = found.filter(({ _id }) => _id >= nextNumber())
    if (added.length === 0) return
    known = [...known, ...added]
    ordered = inOrder(known)
    organisations = new Map()
    sentences = new Map()
  }

  const newestAt = (at: Date): SettingChange => ordered.findLast(({ from }) => from <= at) ?? ordered[0]!

  /** With everything up to that change. */
  function organisationOf(version: number): Organisation {
    const found = organisations.get(version)
    if (found) return found
    const made = organisationWith(file, settingsAfter(upTo(ordered, version)), kinds)
    organisations.set(version, made)
    return made
  }
  const present = (): Organisation => organisationOf(newestAt(now())._id)
  /** Every turn asks: worked out once for each change. */
  function sentencesAt(at: Date): KeptSentences {
    const { _id: version } = newestAt(at)
    const made = sentences.get(version) ?? sentencesIn(settingsAfter(upTo(ordered, version)))
    sentences.set(version, made)
    return made
  }
  const settingsAt = (at: Date): Settings => {
    const sentences = [...sentencesAt(at)].map(([id, kept]) => [sentencePath(id), kept] as const)
    return new Map([...settingsIn(organisationOf(newestAt(at)._id), kinds), ...sentences])
  }

  /** What the file said when it was read last is what its own changes come to. */
  async function noteFile(): Promise<void> {
    for (;;) {
      await load()
      const settings = differencesBetween(settingsAfter(known.filter(({ by }) => !by)), settingsIn(file, kinds))
      if (known.length > 0 && settings.length === 0) return
      const at = now()
      const number = nextNumber()
      const change = { _id: number, key: `file.${number}`, at, from: number === 0 ? BEGINNING : at, settings }
      const [fault] = number === 0 ? [] : faultsAfter(change) // the file by itself was checked when it was read
      if (fault)
        throw new ConfigError([
          { file: 'ORG_FILE', name: 'unlikeChat' },
          { ...fault, file: 'ORG_FILE', at: fault.path.join('.') },
        ])
      await store.append(change)
    }
  }

  /** What would not fit from then on, or at a later change that is planned already. */
  function faultsAfter(change: SettingChange): OrganisationFault[] {
    const changes = inOrder([...known, change])
    return changes
      .slice(changes.indexOf(change))
      .flatMap(({ _id }) => faultsOf(organisationWith(file, settingsAfter(upTo(changes, _id)), kinds), kinds))
  }

  await noteFile()

  return {
    /** As it is at the moment of reading: not to be taken apart where something is built. */
    organisation: {
      ...file,
      get rules() {
        return present().rules
      },
      get departments() {
        return present().departments
      },
      get roles() {
        return present().roles
      },
      get causes() {
        return present().causes
      },
      get kinds() {
        return present().kinds
      },
      get labItems() {
        return present().labItems
      },
    } satisfies Organisation,
    ruleBook: {
      present() {
        const { _id: version } = newestAt(now())
        return { version, rules: organisationOf(version).rules }
      },
      async of({ rulesVersion = 0 }) {
        if (rulesVersion >= nextNumber()) await load()
        return organisationOf(rulesVersion).rules
      },
    } satisfies RuleBook,
    /** Sentences that are said otherwise now than their files have them. */
    sentences: (): KeptSentences => sentencesAt(now()),
    /** Whoever begins something looks first what others have changed. */
    refresh: reuseFor(REUSED_MS, load, elapsed),
    valueOf: (path: string): unknown => settingsAt(now()).get(path),
    /**
     * @returns the one that the same request made before, if it did
     * @throws UserFacingError where it does not fit, or somebody else has set it meanwhile
     */
    async change({ settings, ...request }: WantedChange): Promise<SettingChange> {
      for (;;) {
        await load()
        const made = known.find(({ key }) => key === request.key)
        if (made) return made
        const shown = settingsAt(now())
        if (settings.some(({ path, before }) => !isSame(shown.get(path), before)))
          throw new UserFacingError('settings.changedMeanwhile', {}, true)
        const from = latest(request.from, request.at, newestAt(now()).from)
        const until = settingsAt(from)
        const wanted = settings.map(({ path, after }) => settingOf(path, until.get(path), after))
        const change = { ...request, _id: nextNumber(), from, settings: wanted }
        const [fault] = faultsAfter(change)
        if (fault) throw unfit(fault)
        if (await store.append(change)) await load()
      }
    },
    /** The newest first, without what the file said in the beginning, nor what this version cannot read. */
    async history(): Promise<readonly SettingChange[]> {
      await load()
      const readable = known.slice(1).map((change) => ({ ...change, settings: readableIn(change.settings, kinds) }))
      return readable.filter(({ settings }) => settings.length > 0).toReversed()
    },
  }
}

const latest = (...times: readonly Date[]): Date => new Date(Math.max(...times.map((at) => at.getTime())))

const inOrder = (changes: readonly SettingChange[]): SettingChange[] =>
  [...changes].sort((one, other) => one.from.getTime() - other.from.getTime() || one._id - other._id)

/** Those that come into force up to that one; all that are known where it is none of them. */
function upTo(ordered: readonly SettingChange[], version: number): readonly SettingChange[] {
  const place = ordered.findIndex(({ _id }) => _id === version)
  return place < 0 ? ordered : ordered.slice(0, place + 1)
}

const faultsOf = (organisation: Organisation, kinds: OwnRules): OrganisationFault[] => [
  ...misreadBy(wholeSchema(kinds), organisation),
  ...checkOrganisation(organisation),
]

const unfit = ({ path, said, ...fault }: OrganisationFault): UserFacingError =>
  said
    ? new UserFacingError(`settings.unfit.${fault.name}`, said)
    : new UserFacingError('settings.unfit.other', { path: path.join('.'), message: describeFault(fault, 'zh-CN') })
