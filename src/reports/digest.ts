/** The managers' daily message (T8): what is new, what waits, what is late and on whom, as text, picture and buttons. */
import { type Calendar, dayOf, timeOf } from '../calendar/index.js'
import { lateDays } from '../cases/late.js'
import { seatKeysOf } from '../cases/seats.js'
import { scopeOf } from '../complaints/access.js'
import { firstTask } from '../complaints/complaint.js'
import type { Complaint } from '../complaints/model.js'
import { STATE_GROUPS } from '../complaints/track.js'
import type { Due } from '../database/due.js'
import type { FileContent } from '../database/files.js'
import type { Once } from '../database/once.js'
import { type Notice, type Notifier, type Phrase, say } from '../delivery/notice.js'
import type { Directory } from '../people/directory.js'
import type { Organisation } from '../people/organisation.js'
import { type Person, principalsOf } from '../people/person.js'
import { type FigureQueries, type Figures, type Period, periodOf, type Rate, type Word } from './figures.js'
import type { Wording } from './form.js'
import type { ChartTask } from './making/tasks.js'

export interface DigestDeps {
  readonly figures: FigureQueries
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

interface Others {
  readonly othersLate: number
}

const READERS = ['MKT_HEAD', 'QC_HEAD', 'GM'] as const
const LISTED = 5

export type Digest = ReturnType<typeof createDigest>

export function createDigest(deps: DigestDeps) {
  const { figures, directory, standIns, personOf, organisation, calendar, notifier, due, once, storeFile, draw, wording, countLate, now } =
    deps

  /** Text, picture and buttons for one reader. */
  async function digestFor(person: Person, word: Word, at: Date): Promise<{ figures: Figures & Others; notices: Notice[] }> {
    const plants = scopeOf(person)
    const period = periodOf(word, at, calendar, organisation.rules.digestAt)
    const numbers = await figures.figuresOf(plants, seatsOf(person), period, at)
    const late = await figures.listed(plants, figures.lists.overdue(at), { limit: LISTED, sort: { overdueAt: 1 } })
    // nobody takes on what is of no plant (F2.A10)
    const ofNoPlant = await figures.listed(plants, figures.lists.ofNoPlant(), { limit: LISTED, sort: { registeredAt: 1 } })
    const othersLate = await countLate(person, at)
    const fileId = await chart(plants, numbers, at)
    const text = say('digest.text', {
      word,
      ...periodValues(period),
      inPlaceOf: principalsOf(person).map(({ name }) => name),
      scope: plants ? organisation.plants.filter(({ id }) => plants.includes(id)).map(({ shortName }) => shortName) : [],
      fresh: numbers.fresh,
      closed: numbers.closed,
      open: numbers.open,
      waitingForMe: numbers.waitingForMe,
      dueToday: numbers.dueToday,
      dueTomorrow: numbers.dueTomorrow,
      overdue: numbers.overdue,
      othersLate,
      waitingForCustomer: numbers.waitingForCustomer,
      dissatisfied: numbers.dissatisfied,
      major: numbers.major,
      unreachable: numbers.unreachable,
      sameDay: rateValues(numbers.sameDay),
      threeDays: rateValues(numbers.threeDays),
      satisfied: rateValues(numbers.satisfied),
      late: late.map((complaint) => lateValues(complaint, at)),
      ofNoPlant: ofNoPlant.map(({ _id }) => _id),
      moreLate: numbers.overdue > late.length ? numbers.overdue - late.length : undefined,
      ...missingYear(at),
    })
    return {
      figures: { ...numbers, othersLate },
      notices: [
        text,
        { type: 'file', kind: 'image', fileId, name: 'digest.png' },
        buttons({ ...numbers, othersLate }, `${at.getTime()}-${person.id}`),
      ],
    }
  }

  const periodValues = ({ from, to }: Period) => ({ from: from.toISOString(), to: to.toISOString() })
  const rateValues = ({ good, all }: Rate) => ({ percent: all > 0 ? Math.round((good / all) * 1000) / 10 : null, good, all })

  /** 6.2: from 10 December managers see that next year's days off are missing. */
  function missingYear(at: Date): { missingYear?: number } {
    const year = Number(dayOf(at).slice(0, 4)) + 1
    return dayOf(at).slice(5) >= '12-10' && !calendar.knowsYear(year) ? { missingYear: year } : {}
  }

  const seatsOf = (person: Person): string[] => [person, ...principalsOf(person)].flatMap((one) => seatKeysOf(one, organisation))

  const lateValues = (complaint: Complaint, at: Date) => ({
    no: complaint._id,
    customer: complaint.customer.name,
    kind: complaint.kind,
    state: complaint.state,
    days: lateDays(calendar, complaint.overdueAt ?? at, at, complaint.plant),
    seats: firstTask(complaint, at)?.seats.filter((seat) => seat !== 'CUSTOMER') ?? [],
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

  function buttons(
    { overdue, othersLate, dueToday, dueTomorrow, major, dissatisfied, waitingForMe }: Figures & Others,
    id: string,
  ): Notice {
    const offered = (
      [
        ['overdue', overdue],
        ['dueToday', dueToday],
        ['dueTomorrow', dueTomorrow],
        ['major', major],
        ['dissatisfied', dissatisfied],
      ] as const
    ).filter(([, count]) => count > 0)
    const label = (list: string, count: number): Phrase => ({ key: `digest.buttons.${list}`, values: { count } })
    return {
      type: 'card',
      // whoever asks twice gets two cards: the platform takes each id once
      card: `digest-${id}`,
      title: { key: overdue + othersLate > 0 ? 'digest.cardLate' : 'digest.card', values: { overdue: overdue + othersLate, waitingForMe } },
      rows: [],
      buttons: [
        ...offered.slice(0, othersLate > 0 ? 3 : 4).map(([list, count], index) => ({
          key: `do:showList:${list}.0`,
          label: label(list, count),
          ...(index === 0 && { style: 'primary' as const }),
        })),
        ...(othersLate > 0 ? [{ key: 'do:listLate:', label: label('othersLate', othersLate) }] : []),
        ...(waitingForMe > 0 ? [{ key: 'do:listTasks:', label: label('waitingForMe', waitingForMe) }] : []),
        { key: 'do:sendList:', label: { key: 'digest.buttons.file' } },
      ],
    }
  }

  /**
   * On working days at the hour that the company chose, to the managers and to whoever acts in the place of one; on days off only where something is late or major. Sends nothing twice; a reader
   * whose digest fails keeps none of the others, and is tried again until the day is over.
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
    const plants = scopeOf(person)
    const { figures: numbers, notices } = await digestFor(person, 'day', at)
    const plant = plants?.length === 1 ? plants[0] : undefined
    if (!calendar.isWorkingDay(today, plant) && numbers.overdue + numbers.othersLate === 0 && numbers.major === 0) return
    const deliveries = notices.map((notice, index) => ({
      id: `digest.${today}.${person.id}.${index}`,
      to: person.id,
      isPersonal: true as const,
      notice: notice.type === 'card' ? { ...notice, card: `digest-${today}-${person.id}` } : notice,
    }))
    await notifier.notify(deliveries)
  }

  return { digestFor, sweep, lateValues }
}
