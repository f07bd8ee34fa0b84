/** The managers' daily message (T8): what is open, what is late and in whose hands; once a week with the figures and their chart. */
import { type Calendar, dayOf, timeOf } from '../calendar/index.js'
import { handValues, type InHands } from '../cases/in-hands.js'
import { lateDays } from '../cases/late.js'
import { seatKeysOf } from '../cases/seats.js'
import { scopeOf } from '../complaints/access.js'
import type { Complaint } from '../complaints/model.js'
import { STATE_GROUPS } from '../complaints/track.js'
import type { Customers } from '../customers/index.js'
import type { Due } from '../database/due.js'
import type { FileContent } from '../database/files.js'
import type { Once } from '../database/once.js'
import { type Notice, type Notifier, say } from '../delivery/notice.js'
import type { Directory } from '../people/directory.js'
import type { Organisation } from '../people/organisation.js'
import { type Person, principalsOf } from '../people/person.js'
import { type Day, digestCard, isQuiet, type Pressing, ROWS } from './digest-card.js'
import { type FigureQueries, type Figures, type Period, periodOf, type Rate, type Word, weekBefore } from './figures.js'
import type { Wording } from './form.js'
import type { ChartTask } from './making/tasks.js'

export interface DigestDeps {
  readonly figures: FigureQueries
  readonly inHands: InHands
  readonly customers: Pick<Customers, 'byId'>
  readonly directory: Pick<Directory, 'holders'>
  /** For each of these who are away: who acts in their place now. */
  readonly standIns: (people: readonly string[]) => Promise<ReadonlyMap<string, readonly string[]>>
  /** With those in whose place they act. */
  readonly personOf: (id: string) => Promise<Person>
  readonly organisation: Organisation
  readonly calendar: Calendar
  readonly notifier: Notifier
  readonly due: Due
  readonly once: Once
  readonly storeFile: (id: string, file: FileContent) => Promise<void>
  /** The bytes of a PNG; drawn only if they are read. */
  readonly draw: (chart: Omit<ChartTask, 'type' | 'fontFile'>) => AsyncIterable<Uint8Array>
  readonly wording: Wording
  /** How much else is late that the person may see: of the kinds that are no complaints. */
  readonly countLate: (by: Person, at: Date) => Promise<number>
  readonly now: () => Date
}

const READERS = ['MKT_HEAD', 'QC_HEAD', 'GM'] as const
const OF_NO_PLANT = 5

export type Digest = ReturnType<typeof createDigest>

export function createDigest(deps: DigestDeps) {
  const { figures, inHands, customers, directory, standIns, personOf, organisation, calendar } = deps
  const { notifier, due, once, storeFile, draw, wording, countLate, now } = deps

  /** What somebody gets who asks for a day, a week or a month. */
  async function digestFor(person: Person, word: Word, at: Date): Promise<readonly Notice[]> {
    if (word !== 'day') return reportFor(person, word, periodOf(word, at, calendar, organisation.rules.digestAt), at)
    const day = await dayOfReader(person, at)
    return isQuiet(day)
      ? [say('digest.nothing', headingFor(person))]
      : [await cardFor(person, day, `digest-${at.getTime()}-${person.id}`, at)]
  }

  async function dayOfReader(person: Person, at: Date): Promise<Day> {
    const plants = scopeOf(person)
    const period = periodOf('day', at, calendar, organisation.rules.digestAt)
    const [numbers, ofNoPlant, othersLate] = await Promise.all([
      figures.figuresOf(plants, seatKeysFor(person), period, at),
      // nobody takes on what is of no plant (F2.A10)
      figures.listed(plants, figures.lists.ofNoPlant(), { limit: OF_NO_PLANT, sort: { registeredAt: 1 } }),
      countLate(person, at),
    ])
    return { ...numbers, othersLate, ofNoPlant: ofNoPlant.map(({ _id }) => _id), ...missingYear(at) }
  }

  async function cardFor(person: Person, day: Day, card: string, at: Date): Promise<Extract<Notice, { type: 'card' }>> {
    const { overdue, dueToday, dueTomorrow } = figures.lists
    const found: Pressing[] = []
    for (const [of, filter] of [
      ['overdue', overdue(at)],
      ['dueToday', dueToday(at)],
      ['dueTomorrow', dueTomorrow(at)],
    ] as const) {
      const limit = ROWS - found.length
      const listed = limit > 0 ? await figures.listed(scopeOf(person), filter, { limit, sort: { overdueAt: 1 } }) : []
      found.push(...(await Promise.all(listed.map((complaint) => pressingOf(complaint, of, person, at)))))
    }
    return digestCard(card, headingFor(person), day, found)
  }

  async function pressingOf(complaint: Complaint, of: Pressing['of'], person: Person, at: Date): Promise<Pressing> {
    const { customer, kind } = complaint
    const { shortName } = (await customers.byId(customer.id)) ?? {}
    const days = lateDays(calendar, complaint.overdueAt ?? at, at, complaint.plant)
    const [hand] = await inHands(complaint, at)
    return { of, no: complaint._id, customer: shortName ?? customer.name, kind, days, hands: hand ? handValues(hand, at, person) : {} }
  }

  /** The figures of a time and, where there is anything to see, their chart. */
  async function reportFor(person: Person, word: Word, period: Period, at: Date): Promise<readonly Notice[]> {
    const plants = scopeOf(person)
    const numbers = await figures.figuresOf(plants, seatKeysFor(person), period, at)
    const { sameDay, threeDays, satisfied, byKind, ...counts } = numbers
    const text = say('digest.text', {
      word,
      ...headingFor(person),
      from: period.from.toISOString(),
      to: period.to.toISOString(),
      ...counts,
      othersLate: await countLate(person, at),
      sameDay: rateValues(sameDay),
      threeDays: rateValues(threeDays),
      satisfied: rateValues(satisfied),
    })
    if (byKind.length === 0) return [text]
    return [text, { type: 'file', kind: 'image', fileId: await chart(plants, numbers, at), name: 'digest.png' }]
  }

  const headingFor = (person: Person) => {
    const plants = scopeOf(person)
    return {
      inPlaceOf: principalsOf(person).map(({ name }) => name),
      scope: plants ? organisation.plants.filter(({ id }) => plants.includes(id)).map(({ shortName }) => shortName) : [],
    }
  }

  const rateValues = ({ good, all }: Rate) => ({ percent: all > 0 ? Math.round((good / all) * 1000) / 10 : null, good, all })

  /** 6.2: from 10 December managers see that next year's days off are missing. */
  function missingYear(at: Date): { missingYear?: number } {
    const year = Number(dayOf(at).slice(0, 4)) + 1
    return dayOf(at).slice(5) >= '12-10' && !calendar.knowsYear(year) ? { missingYear: year } : {}
  }

  const seatKeysFor = (person: Person): string[] => [person, ...principalsOf(person)].flatMap((one) => seatKeysOf(one, organisation))

  const lateValues = (complaint: Complaint, at: Date) => ({
    no: complaint._id,
    customer: complaint.customer.name,
    kind: complaint.kind,
    state: complaint.state,
    days: lateDays(calendar, complaint.overdueAt ?? at, at, complaint.plant),
  })

  async function chart(plants: readonly string[] | undefined, { byKind }: Figures, at: Date): Promise<string> {
    const kinds = [...new Set(byKind.map(({ kind }) => kind))]
    const fileId = `chart-${dayOf(at)}-${timeOf(at).replace(':', '')}-${plants?.join('+') ?? 'all'}-${byKind.map(({ count }) => count).join('.')}`
    const bytes = draw({
      title: wording.phrase('digest.chart'),
      panels: [
        {
          rows: kinds.map((kind) => wording.field('complaint', 'kind', kind)?.value ?? kind),
          series: STATE_GROUPS.map((group) => ({
            name: wording.phrase(`digest.groups.${group}`),
            values: kinds.map((kind) => byKind.find((one) => one.kind === kind && one.group === group)?.count ?? 0),
          })),
          isStacked: true,
        },
      ],
      empty: wording.phrase('digest.noneRecent'),
    })
    await storeFile(fileId, { bytes, name: 'digest.png', contentType: 'image/png' })
    return fileId
  }

  /**
   * On working days at the hour that the company chose, to the managers and to whoever acts in the place of one; on days off only where something is late or major,
   * and never where there is nothing to tell. Sends nothing twice; a reader whose digest fails keeps none of the others, and is tried again until the day is over.
   */
  async function sweep(): Promise<number> {
    const at = now()
    const today = dayOf(at)
    if (timeOf(at) < organisation.rules.digestAt || (await once.isDone(`digest ${today}`))) return 0
    const managers = (await Promise.all(READERS.map((role) => directory.holders(role)))).flat().map(({ id }) => id)
    const readers = new Set([...managers, ...[...(await standIns(managers)).values()].flat()])
    const done = await due.forEach('digest', readers, (id) =>
      once.run(`digest ${today} ${id}`, async () => sendTo(await personOf(id), today, at)),
    )
    // a day on which nobody could be found is not over
    if (done > 0 && done === readers.size) await once.mark(`digest ${today}`)
    return done
  }

  async function sendTo(person: Person, today: string, at: Date): Promise<void> {
    const day = await dayOfReader(person, at)
    const plants = scopeOf(person)
    const plant = plants?.length === 1 ? plants[0] : undefined
    const isWorked = calendar.isWorkingDay(today, plant)
    if (isQuiet(day) || (!isWorked && day.overdue + day.othersLate + day.major === 0)) return
    const week = weekBefore(at)
    const isFirstOfWeek = isWorked && calendar.workingDayFrom(today, -1, plant) < dayOf(week.to)
    const notices = [
      await cardFor(person, day, `digest-${today}-${person.id}`, at),
      ...(isFirstOfWeek ? await reportFor(person, 'week', week, at) : []),
    ]
    await notifier.notify(
      notices.map((notice, index) => ({ id: `digest.${today}.${person.id}.${index}`, to: person.id, isPersonal: true as const, notice })),
    )
  }

  return { digestFor, sweep, lateValues }
}
