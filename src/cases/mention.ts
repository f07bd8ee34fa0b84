/** 抄送, typed: 「@孙强 TS-20261103-001 请看一下」 names the case, the colleagues and what is said to them; what is missing is asked. */
import { isDeepStrictEqual } from 'node:util'
import { say } from '../delivery/notice.js'
import { type Candidate, isObject, type Value } from '../dialogue/session.js'
import type { Action, Lookup } from '../people/action.js'
import { askedIn } from './lookups.js'
import { numberWithin } from './numbers.js'

export interface MentionDeps {
  /** Goes on with the case of that number, or finds the one that is meant. */
  readonly chooseCase: Action
  readonly reader: Lookup
}

/** Between two names. */
const GAP = /^[\s@,，、:：]+/u

export function createMention({ chooseCase, reader }: MentionDeps): Action {
  return async (request) => {
    const { no: number = '', rest } = numberWithin(askedIn(request))
    const chosen = await chooseCase({ ...request, reference: number })
    if (typeof chosen.facts?.no !== 'string') return chosen
    const within = { facts: chosen.facts, channel: request.channel }
    const colleagues: Value[] = []
    let left = rest.replace(GAP, '')
    for (;;) {
      const named = (await reader(firstWord(left), request.by, within)).filter((one) => left.startsWith(nameOf(one)))
      const [one, ...others] = named
      if (!one || others.length > 0) break
      if (!colleagues.some((known) => isDeepStrictEqual(known, one.value))) colleagues.push(one.value)
      left = left.slice(nameOf(one).length).replace(GAP, '')
    }
    if (colleagues.length > 0) return { facts: { ...chosen.facts, mentioned: colleagues, said: left || null } }
    const nobody = left ? [say('cases.choose.noReader', { name: firstWord(left) })] : []
    return { facts: { ...chosen.facts, mentioned: null, said: null }, say: nobody }
  }
}

const firstWord = (text: string): string => text.split(/[\s@,，、:：]/u, 1)[0] ?? ''

const nameOf = ({ value, label }: Candidate): string => (isObject(value) ? String(value.name) : label)
