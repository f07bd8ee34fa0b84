/** What people may look up: a complaint, its story, its due dates, their tasks. */
import { DAY_MS } from '../calendar/index.js'
import type { Acting } from '../cases/actions.js'
import type { InHands } from '../cases/in-hands.js'
import type { Kin } from '../cases/kin.js'
import type { CaseLookups } from '../cases/lookups.js'
import { nextPage, underList } from '../cases/under-list.js'
import { type Notice, say } from '../delivery/notice.js'
import type { Action } from '../people/action.js'
import type { Person } from '../people/person.js'
import { type Access, type ComplaintFilter, numberIn } from './access.js'
import type { complaintModels } from './collections.js'
import { batchKeysOf, type Complaint } from './model.js'
import type { Records } from './records.js'
import type { ComplaintSearch } from './search-complaints.js'
import { complaintNotices, listLine } from './show.js'
import { exportsFor, ownIn } from './view.js'
import { wholeOf } from './whole.js'

export interface LookupDeps {
  readonly models: ReturnType<typeof complaintModels>
  readonly records: Records
  readonly access: Access
  readonly search: ComplaintSearch
  readonly acting: Pick<Acting<Complaint>, 'actorsFor'>
  readonly general: Pick<CaseLookups<Complaint>, 'more'>
  readonly inHands: InHands
  readonly kin?: Pick<Kin, 'card'> | undefined
  readonly now: () => Date
}

const LISTED = 10
const SIMILAR_DAYS = 90

export function createLookups({ models, records, access, search, acting, general, inHands, kin, now }: LookupDeps) {
  const { complaints } = models
  const { readable, viewFor } = access

  const showComplaint: Action = async ({ reference = '', by, channel }) => ({
    say: await shown(await readable(reference, by, 'showComplaint', channel), by),
  })

  async function shown(complaint: Complaint, by: Person): Promise<Notice[]> {
    const level = (await viewFor(by)).levelOf(complaint)
    if (!level) return []
    const at = now()
    const held = { hands: level === 'inside' ? await inHands(complaint, at) : [], reader: by }
    const notices = complaintNotices(complaint, { level, actors: await acting.actorsFor(by, complaint), now: at, held })
    return level === 'inside' ? [...notices, ...((await kin?.card(complaint, by)) ?? [])] : notices
  }

  /** What else may be done with it, though nobody waits for that. */
  const showMore: Action = async (request) => {
    const complaint = await readable(request.reference ?? '', request.by, 'showMore', request.channel)
    return { say: [await general.more(complaint, request, ['startSupplement supplement', 'exportForms export'])] }
  }

  /** F2.C07, C08: who else has the same batch, and what was like it in the last 90 days, as far as the person may see it. */
  const findSimilar: Action = async ({ facts, by, at }) => {
    const complaint = await records.read(String(facts.no))
    if (!complaint) return { facts: { hasSimilar: false, sameBatch: '', similar: '' } }
    const { filter } = await viewFor(by)
    const recent = { registeredAt: { $gte: new Date(at.getTime() - SIMILAR_DAYS * DAY_MS) } }
    const { _id, kind, plant = null, customer } = complaint
    const batches = batchKeysOf(complaint)
    const alikeBy = (more: ComplaintFilter) =>
      complaints
        .find({ $and: [more, recent, filter] })
        .sort({ registeredAt: -1 })
        .limit(LISTED)
        .lean<Complaint[]>()
        .then(wholeOf)
    const [batch, alike] = await Promise.all([
      batches.length > 0 ? alikeBy({ batchKey: { $in: batches } }) : [],
      alikeBy({ kind, plant }), // of no known plant: the others of no known plant
    ])
    const others = [...new Set(batch.filter((other) => other.customer.id !== customer.id).map((other) => other.customer.name))]
    const similar = alike.filter((other) => other._id !== _id).map((other) => other._id)
    return {
      facts: { hasSimilar: others.length + similar.length > 0, sameBatch: others.join('、') || '—', similar: similar.join('、') || '—' },
    }
  }

  const listMine: Action = async ({ by }) => {
    const view = await viewFor(by)
    const own = ownIn(view, by)
    const found = await complaints.find(own).sort({ registeredAt: -1 }).limit(LISTED).lean<Complaint[]>().then(wholeOf)
    const shown = await listed(found, by, 'complaint.list.mine', 'complaint.list.noneMine')
    const count = await complaints.countDocuments(own)
    return { say: [...shown, ...underList('mine', { count, exports: count > 1 ? exportsFor(view) : [] })] }
  }

  /** 查: by number, or everything that fits each of the words; ten at a time, the newest first. */
  const findComplaints: Action = async ({ answers, by, channel }) => {
    const query = String(answers.query ?? '').trim()
    const no = numberIn(query)
    if (no) return { say: await shown(await readable(no, by, 'showComplaint', channel), by) }
    return { say: await searched(query, 0, by, channel) }
  }

  const findMore: Action = async ({ reference = '', by, channel }) => {
    const [, from, query] = /^(\d{1,5})\.(.+)$/su.exec(reference) ?? []
    return { say: await searched(query ?? '', Number(from ?? 0), by, channel) }
  }

  async function searched(query: string, from: number, by: Person, channel: string): Promise<Notice[]> {
    const view = await viewFor(by)
    const { complaints: found, all, isKnown } = await search.find(query, by, view, { skip: from, limit: LISTED })
    // that there are others is written down, and not said
    if (found.length === 0 && isKnown) await access.recordRefusal(query, by, 'findComplaints', channel)
    const [only] = found
    if (all === 1 && only) return shown(view.shown(only), by)
    const left = all - from - found.length
    const exports = all > 1 ? exportsFor(view) : []
    return [
      ...(await listed(found, by, 'complaint.list.found', 'complaint.list.none', all)),
      ...underList(`found.${query}`, {
        count: all,
        exports,
        ...(left > 0 && { more: nextPage(`do:findMore:${from + LISTED}.${query}`, left) }),
      }),
    ]
  }

  async function listed(found: readonly Complaint[], by: Person, title: string, none: string, count = found.length): Promise<Notice[]> {
    if (found.length === 0) return [say(none)]
    const { levelOf } = await viewFor(by)
    const lines = await Promise.all(
      found.map(async (complaint): Promise<Notice> => {
        const level = levelOf(complaint)
        const held = { hands: level === 'inside' ? await inHands(complaint, now()) : [], reader: by }
        return { type: 'text', text: listLine(complaint, level, held) }
      }),
    )
    return [say(title, { count }), ...lines]
  }

  return { showComplaint, showMore, findSimilar, listMine, findComplaints, findMore }
}
