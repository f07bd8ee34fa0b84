/** The cases behind the numbers: lists with the buttons that move them, and counts by whatever people name. */
import { handPhrase, type InHands } from '../cases/in-hands.js'
import { mayPush } from '../cases/push-all.js'
import { underList } from '../cases/under-list.js'
import { type Access, scopeOf, seenOf } from '../complaints/access.js'
import { actorsOf } from '../complaints/actors.js'
import { COMPLAINT_LOOK } from '../complaints/cards.js'
import { complaintType, firstTask, mayBegin } from '../complaints/complaint.js'
import type { Complaint } from '../complaints/model.js'
import { listLine } from '../complaints/show.js'
import { exportsFor } from '../complaints/view.js'
import { type Notice, say } from '../delivery/notice.js'
import { isObject, type Values } from '../dialogue/session.js'
import { NotAllowedError } from '../errors.js'
import type { Action, ActionsNamed } from '../people/action.js'
import { type Person, principalsOf } from '../people/person.js'
import type { Digest } from './digest.js'
import type { FigureQueries } from './figures.js'
import type { Listings } from './listing.js'

export interface ListDeps {
  readonly figures: FigureQueries
  readonly digest: Pick<Digest, 'lateValues'>
  readonly viewFor: Access['viewFor']
  readonly inHands: InHands
  readonly listings: Pick<Listings, 'asked' | 'isFeltBy'>
}

const LISTED = 5
const LINES = 10

export function createLists({
  figures,
  digest,
  viewFor,
  inHands,
  listings,
}: ListDeps): ActionsNamed<readonly ['showList', 'queryComplaints']> {
  /** The list behind a number of the digest, each with the buttons that move it. */
  const showList: Action = async ({ reference = '', by, at }) => {
    const [list = 'overdue', from = '0'] = reference.split('.')
    const behind = figures.behind(list, at)
    const plants = scopeOf(by)
    if (!behind || plants?.length === 0) throw new NotAllowedError('digest.notAllowed')
    const view = await viewFor(by)
    const filter = seenOf(behind.filter, by, view)
    const skip = /^\d{1,6}$/.test(from) ? Number(from) : 0
    const all = await figures.count(plants, filter)
    const found = await figures.listed(plants, filter, { skip, limit: LISTED, sort: behind.sort })
    // what is damaged is left out, and has had its place on the page
    const left = Math.max(0, all - skip - LISTED)
    if (found.length === 0 && left === 0) return { say: [say('digest.listEmpty')] }
    const cards = await Promise.all(found.map((complaint) => lateCard(view.shown(complaint), list, by, at)))
    const more = left > 0 ? [nextCard(list, skip + LISTED, left)] : []
    return { say: [...cards, ...more, ...(skip === 0 && all > 1 ? underAll(list, all, by) : [])] }
  }

  /** One press for all of them. */
  function underAll(list: string, count: number, by: Person): Notice[] {
    const isLate = list === 'overdue'
    const buttons = isLate && mayPush(by, complaintType.acts.pushed.by) ? [PUSH_ALL] : []
    const title = { key: isLate ? 'digest.lateAll' : 'lists.count', values: { count } }
    return underList(`behind.${list}`, { count, exports: ['exportTable', 'exportPack'], more: { title, buttons } })
  }

  /** Found, understood and pushed from one card. */
  async function lateCard(complaint: Complaint, list: string, by: Person, at: Date): Promise<Notice> {
    const values = { ...digest.lateValues(complaint, at), list, round: complaint.round }
    const step = firstTask(complaint, at)
    const actors = [by, ...principalsOf(by)].flatMap((one) => actorsOf(one, complaint))
    const isTheirs = step !== undefined && mayBegin(complaint, step.event, actors)
    const isOthersToo = step?.seats.some((seat) => !actors.includes(seat))
    const hands = await inHands(complaint, at)
    const hand = hands.find(({ task }) => task.id === step?.id && task.about === step?.about)
    const row = (label: string, text: string, more = {}) => ({
      label: { key: `complaint.rows.${label}` },
      value: { key: text, values: { ...values, ...more } },
    })
    return {
      type: 'card',
      card: `late-${complaint._id}`,
      title: { key: list === 'overdue' ? 'digest.lateTitle' : 'digest.listTitle', values },
      subtitle: { key: 'complaint.cards.subtitle', values },
      text: { key: 'plain', values: { text: complaint.description } },
      rows: [
        row('customer', 'plain', { text: complaint.customer.name }),
        COMPLAINT_LOOK.stateRow(complaint, { hands, reader: by }),
        ...(hand ? [{ label: { key: 'complaint.rows.inHands' }, value: handPhrase(complaintType, 'row', hand, at, by) }] : []),
      ],
      buttons: [
        ...(step && isTheirs ? [COMPLAINT_LOOK.stepButton(complaint, step)] : []),
        ...(step && isOthersToo && mayBegin(complaint, 'pushed', actors)
          ? [
              {
                key: `do:push:${complaint._id}.${step.id}`,
                label: { key: 'complaint.buttons.push' },
                ...(!isTheirs && { style: 'primary' as const }),
              },
            ]
          : []),
        { key: `do:showComplaint:${complaint._id}`, label: { key: 'complaint.buttons.details' } },
        { key: `do:explainDue:${complaint._id}`, label: { key: 'complaint.buttons.why' } },
      ],
    }
  }

  /** 本月 受潮结块 渭南 · 逾期 · 不满意: what is counted is said, then the cases. */
  const queryComplaints: Action = async ({ facts, by, at }) => {
    const { word, rest } = askedIn(facts)
    const words = `${word} ${rest}`.trim()
    if (await listings.isFeltBy(word, by)) return { facts: { heard: words } }
    const { title, filter, sort, span, view } = await listings.asked(words, by, at)
    const { all, ...stands } = await figures.tally(filter, at)
    const found = await figures.listed(undefined, filter, { limit: LINES, sort })
    const head = view.isInside ? say('stats.text', { title, all, ...stands }) : say('stats.own', { title, all })
    const lines = await Promise.all(
      found.map(async (complaint): Promise<Notice> => {
        const level = view.levelOf(complaint)
        const held = { hands: level === 'inside' ? await inHands(complaint, at) : [], reader: by }
        return { type: 'text', text: listLine(complaint, level, held) }
      }),
    )
    const more = all > found.length ? [say('stats.more', { count: all - found.length })] : []
    const exports = [...exportsFor(view), ...(view.isInside && span ? (['makeFigures'] as const) : [])]
    return {
      facts: { heard: null },
      say: [head, ...lines, ...more, ...underList(`asked.${words}`, { count: all, exports: all > 0 ? exports : [] })],
    }
  }

  return { showList, queryComplaints }
}

const nextCard = (list: string, from: number, count: number): Notice => ({
  type: 'card',
  card: `list-${list}-${from}`,
  title: { key: 'digest.more', values: { count } },
  rows: [],
  buttons: [{ key: `do:showList:${list}.${from}`, label: { key: 'digest.buttons.next' }, style: 'primary' }],
})
const PUSH_ALL = { key: 'do:askPushAll:', label: { key: 'cases.pushAll.button' } }

/** What stands after the word that was said: `受潮结块 渭南` of `本月 受潮结块 渭南`. */
export const restOf = (facts: Values): string => askedIn(facts).rest

/** The word that began the dialogue, and what stood after it; both empty where it began otherwise. */
export function askedIn({ asked }: Values): { readonly word: string; readonly rest: string } {
  const { word, rest } = isObject(asked) ? asked : {}
  return { word: typeof word === 'string' ? word : '', rest: typeof rest === 'string' ? rest.trim() : '' }
}
