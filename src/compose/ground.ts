/** What everything else rests on: platforms, storage, people, delivery. */
import { type Channel, contactOf } from '../channels/channel.js'
import { chasesOf } from '../complaints/unfinished.js'
import { type AttachmentDeps, type Attachments, createAttachments } from '../conversation/attachments.js'
import { createContactFor } from '../conversation/contact-for.js'
import { createNotifier } from '../conversation/notifier.js'
import { createConversationStore } from '../conversation/store.js'
import type { Texts } from '../conversation/texts.js'
import { createIdentify } from '../customers/identify.js'
import { createCustomers } from '../customers/index.js'
import { canCommit } from '../database/can-commit.js'
import { TURN_LIMITS } from '../database/connect.js'
import { createDue } from '../database/due.js'
import { createFileStore } from '../database/files.js'
import { createOnce } from '../database/once.js'
import { reuseFor } from '../database/reuse-for.js'
import { createDelivery, type DeliveryOptions, type DeliveryService } from '../delivery/index.js'
import { type Notifier, say, type Topic } from '../delivery/notice.js'
import type { Unsaid } from '../domain.js'
import { calendarOf } from '../people/calendar-of.js'
import { createDeputies } from '../people/deputies.js'
import { createDeputyCopies } from '../people/deputy-copies.js'
import { createDirectory } from '../people/directory.js'
import { createHoldBack } from '../people/hold-back.js'
import { createLeaves } from '../people/leaves.js'
import type { OwnRules } from '../people/organisation.js'
import { createQuietTimes } from '../people/quiet-times.js'
import { createSettings } from '../people/settings.js'
import { createMetrics, type MetricSources, type Metrics } from '../web/metrics.js'
import { createPlaces } from '../web/places.js'
import type { AppOptions } from './options.js'
import { createBegunPages } from './page-begun.js'
import { createPageParts } from './page-parts.js'
import type { Connected } from './platforms/platform.js'
import { PLATFORMS } from './platforms.js'

/** What is built on it, and asked of only while it runs. */
export interface Later {
  readonly arrived: (topic: Topic, to: string, at: Date) => Promise<void>
  readonly closed: (topic: Topic, unsaid: Unsaid) => Promise<void>
  readonly isStillWanted: (topic: Topic) => Promise<boolean>
  readonly texts: () => Texts
}

export type Ground = Awaited<ReturnType<typeof composeGround>>

/** What a pool of 20 connections works off well within the 5 s of the platform; more would only wait for each other. */
const TURNS_AT_ONCE = 4 * TURN_LIMITS.maxPoolSize
/** How often the database is asked at most whether it commits, whoever wants to know. */
const PROBE_EVERY_MS = 1_000

/** What the log says of a delivery that did not arrive. */
const UNDELIVERED = {
  retried: 'delivery put off',
  dead: 'delivery given up; an administrator can retry it in chat (未送达)',
  closed: 'delivery ended: the platform lets us answer this person no longer',
} as const

/** @param kinds what kinds of case read under `rules` of the organisation */
export async function composeGround(options: AppOptions, kinds: OwnRules, later: Later) {
  const { connection, defaultLanguage, now, log } = options
  const background = options.background ?? connection
  const page = createPageParts(background, now)
  const { platforms, contacts, publishMenu, channels } = platformsOf(options, page.channel)
  const files = createFileStore(background)
  const due = createDue({ connection: background, now, log, onFailure: (job) => observed.metrics.jobItemFailures.inc({ job }) })
  const store = createConversationStore(connection, now, chasesOf)
  const storeBeside = createConversationStore(background, now, chasesOf)
  const onLost: AttachmentDeps['onLost'] = (...lost) => tellLost(notifier, ...lost)
  const attachments = createAttachments({ connection, background, channels, files, due, onLost, now })
  const settings = await createSettings({ connection, file: options.organisation, kinds, now, elapsed: options.elapsed })
  const { organisation, ruleBook } = settings
  const calendar = calendarOf(organisation)
  const customers = createCustomers(connection, now)
  const observed = observe(options, { platforms, attachments, delivery: () => delivery })
  const once = createOnce(background, now)
  const delivery: DeliveryService = createDelivery({
    connection: background,
    channels,
    readFile: files.read,
    due,
    now,
    onReport: reporter(log, observed.metrics, {
      arrived: async (topic, to, at) => later.arrived(topic, directory.whoIs(to).id, at),
      closed: later.closed,
    }),
    isStillWanted: later.isStillWanted,
    heardAt: async (contact) => (await storeBeside.lastOf([contact])).get(contact)?.activeAt,
    onHeld: storeBeside.noteHeld,
    onError: (error, to) => log.warn({ err: error, to }, 'delivery interrupted; it goes on by itself'),
  })
  const contactsOf = async (person: string, topic?: Topic) => {
    const own = directory.whoIs(person).contacts
    return topic ? page.toldOn(own, topic) : own
  }
  const contactFor = createContactFor({ contactsOf, store: storeBeside, delivery, channels, now })
  const personOf = (contact: string) => personBeside(contact)
  const leaves = createLeaves(connection)
  const quietTimes = createQuietTimes(background)
  const told = createNotifier({ store: storeBeside, delivery, contactFor, texts: later.texts, personOf, defaultLanguage })
  const heldBack = createHoldBack({ notifier: told, quietTimes, personOf: (id) => directory.personOf(id), calendar, now })
  const notifier = createDeputyCopies({
    notifier: heldBack,
    deputies: { standIns: (people) => deputies.standIns(people) },
    personOf: (id) => directory.personOf(id),
  })
  const directory = await createDirectory({
    connection,
    organisation,
    contacts,
    vouches: vouchesIn(channels),
    standsFor: standsForIn(channels),
    sharedIds: sharedIdsIn(channels),
    now,
  })
  const customersBeside = createCustomers(background, now)
  const personBeside = createIdentify(directory, customersBeside, page.caseOn)
  const identify = createIdentify(directory, customers, createBegunPages(connection).caseOn)
  const deputies = createDeputies({ leaves, directory, now })
  return {
    background,
    publishMenu,
    channels,
    page,
    files,
    due,
    store,
    storeBeside,
    attachments,
    settings,
    organisation,
    ruleBook,
    calendar,
    customers,
    customersBeside,
    personOf: async (contact: string) => deputies.withDuties(await identify(contact)),
    personBeside: async (contact: string) => deputies.withDuties(await personBeside(contact)),
    standIns: (people: readonly string[]) => deputies.standIns(people),
    leaves,
    quietTimes,
    ...observed,
    once,
    delivery,
    notifier,
    directory,
  }
}

/** @param page our own, which needs no platform */
function platformsOf(options: AppOptions, page: Channel) {
  const platforms = PLATFORMS.flatMap((platform) => platform.connect(options) ?? [])
  const channels = [...platforms.map(({ channel }) => channel), page]
  const own = Object.fromEntries(platforms.flatMap(({ channel, contacts }) => (contacts ? [[channel.name, contacts]] : [])))
  const shared = channels.flatMap(({ name, sharesIdsWith = '' }) => {
    const contacts = own[sharesIdsWith]
    return contacts ? [[name, contacts] as const] : []
  })
  return {
    platforms,
    contacts: { ...Object.fromEntries(shared), ...own },
    publishMenu: platforms.find((platform) => platform.publishMenu)?.publishMenu,
    channels: new Map(channels.map((channel) => [channel.name, channel])),
  }
}

/** What became of each delivery, for the log, the metrics and whoever waits for its arrival. */
function reporter(
  log: AppOptions['log'],
  metrics: Metrics,
  { arrived, closed }: Pick<Later, 'arrived' | 'closed'>,
): DeliveryOptions['onReport'] {
  return async ({ outcome, delivery: { id, topic }, to, at, reason = '', words }) => {
    metrics.deliveries.inc({ outcome })
    if (outcome === 'sent') log.info({ deliveryId: id }, 'delivered')
    else log[outcome === 'dead' ? 'error' : 'warn']({ deliveryId: id, reason }, UNDELIVERED[outcome])
    if (outcome === 'sent' && topic) await arrived(topic, to, at)
    if (topic && words) await closed(topic, { id, to, words, reason, at })
  }
}

/** Whoever sent a photo that cannot be had any more sends it again. */
const tellLost = (notifier: Notifier, ...[{ _id, from, kind, at }, reason, megabytes]: Parameters<AttachmentDeps['onLost']>) =>
  notifier.notify([
    { id: `${_id}.lost`, to: from, isOfTalk: true, notice: say(`attachments.lost.${reason}`, { kind, at: at.toISOString(), megabytes }) },
  ])

interface Measured {
  readonly platforms: readonly Connected[]
  readonly attachments: Pick<Attachments, 'counts'>
  readonly delivery: () => DeliveryService
}

/** What is known of the process from outside: how full it is, and whether its database takes writes. */
function observe(options: AppOptions, measured: Measured) {
  const { connection, background = connection } = options
  const places = createPlaces(options.turnsAtOnce ?? TURNS_AT_ONCE)
  const commits = reuseFor(PROBE_EVERY_MS, () => canCommit(connection))
  const isDatabaseUp = async () => (options.isDatabaseHealthy?.() ?? true) && (await commits())
  const metrics = createMetrics({ isDatabaseUp, turnsUnderWay: places.taken, ...sourcesOf(measured) })
  metrics.watchPool('turns', connection)
  if (background !== connection) metrics.watchPool('background', background)
  return { places, isDatabaseUp, metrics }
}

const sourcesOf = ({ platforms, attachments, delivery }: Measured): Omit<MetricSources, 'isDatabaseUp' | 'turnsUnderWay'> => ({
  oldestDueSeconds: () => delivery().oldestDueSeconds(),
  ...(platforms.length > 0 && { isTokenHeld: () => platforms.every(({ isTokenHeld }) => isTokenHeld()) }),
  sendsUnderWay: () => delivery().stats().sending,
  deadLetters: () => delivery().countDeadLetters(),
  pendingAttachments: async () => (await attachments.counts()).pending,
  lostAttachments: async () => (await attachments.counts()).lost,
})

const vouchesIn = (channels: ReadonlyMap<string, Channel>) => (name: string) => channels.get(name)?.vouches ?? false

const standsForIn = (channels: ReadonlyMap<string, Channel>) => (id: string) => {
  const { channel, userId } = contactOf(id)
  return channels.get(channel)?.standsFor?.(userId)
}

/** Each channel whose ids of people are those of another, with that one. */
const sharedIdsIn = (channels: ReadonlyMap<string, Channel>): [channel: string, other: string][] =>
  [...channels.values()].flatMap(({ name, sharesIdsWith }) => (sharesIdsWith ? [[name, sharesIdsWith] as [string, string]] : []))
