/**
 * 抄送, typed: 「@孙强 TS-20261103-001 请看一下」 names the case, the colleagues and what is said to them; what is missing is asked. Where several cases may be
 * meant these are offered, and what was typed is read again with the one that is picked.
 */
import { isDeepStrictEqual } from 'node:util'
import { type Notice, say } from '../delivery/notice.js'
import { type Candidate, isObject, type Value } from '../dialogue/session.js'
import type { Action, ActionRequest, Lookup } from '../people/action.js'
import type { Person } from '../people/person.js'
import type { CaseRecord } from './case.js'
import type { ChooseCase } from './choose-case.js'
import { askedIn } from './lookups.js'
import { numberWithin } from './numbers.js'

export interface MentionDeps {
  readonly chooseCase: Pick<ChooseCase, 'waiting' | 'goOn'>
  /** What a number as lists write it stands for, the newest first, as far as the person may see it. */
  readonly listedAs: (short: string, by: Person) => Promise<readonly CaseRecord[]>
  readonly reader: Lookup
}

interface Meant {
  readonly no?: string
  /** To choose from, where none is named. */
  readonly fits: readonly CaseRecord[]
  /** Whom it is for, and what is said to them. */
  readonly rest: string
  readonly say: readonly Notice[]
}

/** Between two names. */
const GAP = /^[\s@＠,，、:：]+/u

export function createMention({ chooseCase, listedAs, reader }: MentionDeps): Action {
  async function meantBy(request: ActionRequest): Promise<Meant> {
    const { by, answers } = request
    const text = askedIn(request)
    const { no, short, rest } = numberWithin(text)
    const listed = short ? await listedAs(short, by) : []
    const isShort = listed.length > 0
    const left = no || isShort ? rest : text
    const picked = isObject(answers.which) ? String(answers.which.id) : no
    if (picked) return { no: picked, fits: [], rest: left, say: [] }
    const fits = isShort ? listed : await chooseCase.waiting(by)
    const [only] = fits.length === 1 ? fits : []
    if (!only) return { fits, rest: left, say: fits.length > 0 ? [] : [say('cases.choose.none.copy')] }
    const { _id, customer } = only
    return { no: _id, fits: [], rest: left, say: isShort ? [say('cases.choose.meant', { no: _id, customer: customer?.name ?? '' })] : [] }
  }

  async function namedIn(rest: string, by: Person, within: Parameters<Lookup>[2]) {
    const isNamedFirst = async (text: string, one: Candidate) =>
      (await reader(text.slice(0, nameOf(one).length), by, within)).some(({ id }) => id === one.id)
    const colleagues: Value[] = []
    let left = rest.replace(GAP, '')
    for (;;) {
      const found = await reader(firstWord(left), by, within)
      const named = await Promise.all(found.map(async (one) => ((await isNamedFirst(left, one)) ? [one] : [])))
      const [one, ...others] = named.flat()
      if (!one || others.length > 0) return { colleagues, left }
      if (!colleagues.some((known) => isDeepStrictEqual(known, one.value))) colleagues.push(one.value)
      left = left.slice(nameOf(one).length).replace(GAP, '')
    }
  }

  return async (request) => {
    const meant = await meantBy(request)
    if (meant.no === undefined)
      return { facts: { no: null, fits: meant.fits.length > 0 ? meant.fits.map(candidateOf) : null }, say: meant.say }
    const facts = await chooseCase.goOn('copy', meant.no, request)
    const { colleagues, left } = await namedIn(meant.rest, request.by, { facts, channel: request.channel })
    if (colleagues.length > 0) return { facts: { ...facts, mentioned: colleagues, said: left || null }, say: meant.say }
    const nobody = left ? [say('cases.choose.noReader', { name: firstWord(left) })] : []
    return { facts: { ...facts, mentioned: null, said: null }, say: [...meant.say, ...nobody] }
  }
}

/** A case to choose from. */
export const candidateOf = ({ _id, customer }: Pick<CaseRecord, '_id' | 'customer'>): Candidate => ({
  id: _id,
  label: `${_id} ${customer?.name ?? ''}`.trim(),
  value: { id: _id, name: _id },
})

const firstWord = (text: string): string => text.split(/[\s@＠,，、:：]/u, 1)[0] ?? ''

const nameOf = ({ value, label }: Candidate): string => (isObject(value) ? String(value.name) : label)
