/** What people ask for and get a moment later, made beside the turn: forms, ledgers, and the figures with their chart. */
import { dayOf } from '../calendar/index.js'
import type { EveryKind } from '../cases/every-kind.js'
import type { CaseService } from '../cases/service.js'
import type { Readable, View } from '../complaints/access.js'
import { complaintType } from '../complaints/complaint.js'
import type { Records } from '../complaints/records.js'
import { say } from '../delivery/notice.js'
import { isObject, type Values } from '../dialogue/session.js'
import { NotAllowedError, UserFacingError } from '../errors.js'
import type { Action, ActionRequest, Actions, ActionsNamed } from '../people/action.js'
import { holdsRole, type Person } from '../people/person.js'
import { listActionOf, listedKinds } from './case-list.js'
import { during, spanNamed, yearBefore } from './day-span.js'
import type { Word } from './figures.js'
import type { Listings } from './listing.js'
import { askedIn, createLists, type ListDeps, restOf } from './lists.js'
import { INVITING, type Invite, type PageCodes } from './make-customer-code.js'
import { inYear, ledgerScopeOf, listScopeOf } from './make-files.js'
import { roundsOf } from './make-forms.js'
import { isCaseList } from './make-table.js'
import type { FileRequests, Wanted } from './requests.js'
import { createShipmentActions, SHIPMENT_ACTIONS, type ShipmentActionDeps } from './shipment-actions.js'

export interface ReportActionDeps extends ListDeps, ShipmentActionDeps {
  readonly services: readonly Pick<CaseService, 'type'>[]
  readonly listings: Listings
  readonly readable: Readable
  readonly shortlyNamed: EveryKind['shortlyNamed']
  readonly records: Pick<Records, 'perform'>
  readonly requests: Pick<FileRequests, 'ask'>
  readonly codes: Pick<PageCodes, 'takeBackCodes'>
  /** Absent where no channel reaches customers by a code. */
  readonly invite?: Invite | undefined
  /** The number of the meeting. @throws UserFacingError where the person may not read it; the refusal is recorded */
  readonly meetingFor: (request: ActionRequest) => Promise<string>
}

export const REPORT_ACTIONS = [
  'exportForms',
  'exportMinutes',
  'exportLedger',
  'exportTable',
  'exportPack',
  'makeFigures',
  'sendDigest',
  'sendList',
  'showList',
  'queryComplaints',
  'makeCustomerCode',
  'takeBackCustomerCode',
  ...SHIPMENT_ACTIONS,
] as const
export const REPORT_BUTTONS = [
  'exportForms',
  'exportMinutes',
  'exportTable',
  'exportPack',
  'makeFigures',
  'sendDigest',
  'showList',
  'sendList',
] as const

export function createReportActions(deps: ReportActionDeps): ActionsNamed<typeof REPORT_ACTIONS> & Actions {
  const { figures, listings, readable, shortlyNamed, records, requests, codes, invite, services, meetingFor } = deps

  /** 导出 TS-…: form 2 of every round, and form 3 of every round in which the customer was called. */
  const exportForms: Action = async (request) => {
    const { key, reference, facts, by, at, channel } = request
    const asked = reference ?? restOf(facts)
    if (asked === '') throw new UserFacingError('forms.which')
    const listed = (await shortlyNamed(asked, by)).find(({ caseKind }) => caseKind === complaintType.kind)
    const complaint = await readable(listed?._id ?? asked, by, 'exportForms', channel)
    // every export is logged (domain.md 8)
    await records.perform(complaint._id, () => ({
      id: `${key}.${at.getTime()}`, // a card may be pressed again another day
      type: 'exported',
      at,
      by: { id: by.id, name: by.name },
      actors: ['ANYONE'],
      channel,
    }))
    return askFor(request, { kind: 'forms', no: complaint._id, rounds: roundsOf(complaint) })
  }

  /** 会议纪要, for whoever asks and may read the meeting; the others, who are told of the minutes, ask for themselves. */
  const exportMinutes: Action = async (request) => askFor(request, { kind: 'minutes', no: await meetingFor(request) })

  /** 台账 2026年 */
  const exportLedger: Action = async (request) => {
    const plants = ledgerScopeOf(request.by)
    const year = yearIn(request)
    if (!(await figures.hasAny(plants, inYear(year).filter))) return { say: [say('ledger.none', { year })] }
    return askFor(request, { kind: 'ledger', year })
  }

  /** Every open complaint in somebody's scope as a workbook. */
  const sendList: Action = async (request) => {
    if (!(await figures.hasAny(listScopeOf(request.by), { isOpen: true }))) return { say: [say('digest.listEmpty')] }
    return askFor(request, { kind: 'openList' })
  }

  /** 导出表格, under a list: the same list, whole. */
  const exportTable: Action = async (request) => {
    const { reference: list = '', by, at } = request
    if (!isCaseList(list, by)) await refuseEmpty(list, by, at)
    return askFor(request, { kind: 'table', list })
  }

  /** 表单打包, under a list: the forms of its first complaints as one ZIP. */
  const exportPack: Action = async (request) => {
    const { reference: list = '', by, at } = request
    const { isInside } = await refuseEmpty(list, by, at)
    if (!isInside) throw new NotAllowedError('lists.packNotAllowed')
    return askFor(request, { kind: 'pack', list })
  }

  /** 统计分析, under what was counted, or 分析 去年 渭南: of this year unless a time is named. */
  const makeFigures: Action = async (request) => {
    const { reference, facts, by, at } = request
    const rest = restOf(facts)
    const isTimed = spanNamed(rest.split(/\s+/)[0] ?? '', at) !== undefined
    const words = reference === undefined ? (isTimed ? rest : `今年 ${rest}`.trim()) : reference.replace(/^asked\./, '')
    const { span, everything, view } = await listings.asked(words, by, at)
    if (!view.isInside || !span) throw new NotAllowedError('figures.notAllowed')
    const spans = { $or: [during(span), during(yearBefore(span))] }
    if (!(await figures.hasAny(undefined, { $and: [everything, spans] }))) throw new UserFacingError('figures.none')
    return askFor(request, { kind: 'figures', words })
  }

  /** 客户码 宏基 */
  const makeCustomerCode: Action = async (request) => askFor(request, { kind: 'customerCode', customer: customerIn(request).id })

  /** 收回客户码 宏基: of the page alone, as no platform takes one back. */
  const takeBackCustomerCode: Action = async (request) => {
    if (!holdsRole(request.by, INVITING)) throw new NotAllowedError('customerCode.notAllowed')
    const { id, name } = customerIn(request)
    const isAny = (await codes.takeBackCodes(id)) > 0
    return { say: [say(isAny ? `customerCode.takenBack.${invite ? 'chat' : 'page'}` : 'customerCode.none', { name })] }
  }

  /** @throws UserFacingError where there is no such list for the person, or nothing in it */
  async function refuseEmpty(list: string, by: Person, at: Date): Promise<View> {
    const { filter, view } = await listings.named(list, by, at)
    if (!(await figures.hasAny(undefined, filter))) throw new UserFacingError('lists.none')
    return view
  }

  /** 礼品台账 2026年: the list of a kind of case. */
  const listOf =
    (caseKind: string): Action =>
    (request) =>
      askFor(request, { kind: 'caseList', caseKind, year: yearIn(request) })

  /** The same person asking for the same while it is made joins it; the run is of this message, so that it may be asked for again later. */
  async function askFor({ key, by, at }: ActionRequest, wanted: Wanted) {
    await requests.ask({
      key: `${by.id} ${JSON.stringify(wanted)}`,
      run: `${key}.${at.getTime()}`,
      wanted,
      by: { id: by.id, name: by.name },
      to: [by.id],
    })
    return { say: [say('files.making')] }
  }

  /** 日报 周报 月报, or the button that is named for one: sixteen queries, of which some look at every open complaint, and a picture. */
  const sendDigest: Action = async (request) => {
    listScopeOf(request.by)
    const word = WORDS.find((one) => one === request.reference) ?? wordOf(request.facts)
    const asked = await askFor(request, { kind: 'digest', word })
    // a day is one card, and there before anybody has read that it is being made
    return word === 'day' ? {} : asked
  }

  const lists = listedKinds(services.map(({ type }) => type)).map(({ kind }) => [listActionOf(kind), listOf(kind)])
  return {
    exportForms,
    exportMinutes,
    exportLedger,
    exportTable,
    exportPack,
    makeFigures,
    sendDigest,
    sendList,
    makeCustomerCode,
    takeBackCustomerCode,
    ...createLists(deps),
    ...createShipmentActions(deps),
    ...Object.fromEntries(lists),
  }
}

/** @throws UserFacingError where the dialogue has found none */
function customerIn({ answers: { customer } }: Pick<ActionRequest, 'answers'>): { readonly id: string; readonly name: string } {
  if (isObject(customer) && typeof customer.id === 'string' && typeof customer.name === 'string')
    return { id: customer.id, name: customer.name }
  throw new UserFacingError('customerCode.gone')
}

/** The year that was named after the word; this one unless it was. */
const yearIn = ({ facts, at }: Pick<ActionRequest, 'facts' | 'at'>): number => {
  const thisYear = Number(dayOf(at).slice(0, 4))
  const asked = restOf(facts)
  return /去年|last/i.test(asked) ? thisYear - 1 : Number(/(20\d\d)/.exec(asked)?.[1] ?? thisYear)
}

const WORDS: readonly Word[] = ['day', 'week', 'month']

function wordOf(facts: Values): Word {
  const { word } = askedIn(facts)
  return /周|weekly/.test(word) ? 'week' : /月|monthly/.test(word) ? 'month' : 'day'
}
