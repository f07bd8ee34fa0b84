/** 我的资料, 删除我的资料, 先不删了: for whoever is none of ours (personal information law, articles 17, 45 and 47). */
import type { Model } from 'mongoose'
import type { CaseRecord } from '../cases/case.js'
import { say } from '../delivery/notice.js'
import { UserFacingError } from '../errors.js'
import type { Action, ActionsNamed } from '../people/action.js'
import type { Organisation } from '../people/organisation.js'
import type { Person } from '../people/person.js'
import type { Erasures } from './erasures.js'
import { asKept, type Identities } from './identities.js'

export const PERSONAL_DATA_ACTIONS = ['showMyData', 'beginErasing', 'eraseMyData', 'keepMyData'] as const

export interface PersonalDataActionDeps {
  readonly erasures: Pick<Erasures, 'ask' | 'takeBack' | 'of'>
  readonly identities: Identities
  readonly customers: { byId(id: string): Promise<{ readonly name: string } | null> }
  readonly cases: Model<CaseRecord>
  readonly organisation: { readonly rules: Pick<Organisation['rules'], 'retention'> }
}

export function createPersonalDataActions(deps: PersonalDataActionDeps): ActionsNamed<typeof PERSONAL_DATA_ACTIONS> {
  const { erasures, identities, customers, cases, organisation } = deps

  const showMyData: Action = async ({ by }) => {
    refuse(by)
    const [{ ids, names, phones }, filed, wish] = await Promise.all([
      identities.identityOf(asKept(by)),
      by.customer === undefined ? null : customers.byId(by.customer),
      erasures.of(by.id),
    ])
    const count = await cases.countDocuments({ 'registeredBy.id': { $in: [...ids] } })
    const { contactYears, complaintYears } = organisation.rules.retention
    const shown = { name: names.join('、') || null, phone: phones.join('、') || null, customer: filed?.name ?? null, count: count || null }
    const row = (field: keyof typeof shown) =>
      shown[field] === null ? [] : [{ label: { key: `myData.fields.${field}` }, value: { key: `myData.shown.${field}`, values: shown } }]
    const rows = (['customer', 'name', 'phone', 'count'] as const).flatMap(row)
    const does = wish ? 'keepMyData' : 'eraseMyData'
    return {
      say: [
        {
          type: 'card',
          card: 'myData',
          title: { key: rows.length > 0 ? 'myData.title' : 'myData.nothing' },
          text: {
            key: wish ? 'myData.willGo' : rows.length > 0 ? 'myData.why' : 'myData.onlyChat',
            values: { contactYears, complaintYears },
          },
          rows,
          buttons: [
            { key: `do:openDialogue:${does}`, label: { key: `myData.buttons.${does}` } },
            { key: 'do:requestPerson:', label: { key: 'help.buttons.person' } },
          ],
        },
      ],
    }
  }

  const eraseMyData: Action = async ({ by }) => {
    refuse(by)
    await erasures.ask(by)
    const known = await identities.identityOf(asKept(by))
    const open = await identities.openOf(known)
    // of what is handled about them inside nothing is told but that there is something
    const nos = open.filter(({ registeredBy }) => known.ids.includes(registeredBy.id)).map(({ _id }) => _id)
    return { say: [say(open.length > 0 ? 'myData.erasedOnceClosed' : 'myData.erasedSoon', { nos: nos.length > 0 ? nos : null })] }
  }

  /** Nobody is asked whether they are sure, and refused then. */
  const beginErasing: Action = async ({ by }) => {
    refuse(by)
    return {}
  }

  const keepMyData: Action = async ({ by }) => {
    refuse(by)
    return { say: [say((await erasures.takeBack(by.id)) ? 'myData.kept' : 'myData.notAsked')] }
  }

  return { showMyData, beginErasing, eraseMyData, keepMyData }
}

/**
 * Whoever has a link is the person for whom it was made, for one case alone: a link is passed on easily.
 * @throws UserFacingError for them, and for whoever is of ours
 */
function refuse({ side, only }: Person): void {
  if (side === 'staff') throw new UserFacingError('myData.staff', {}, true)
  if (only !== undefined) throw new UserFacingError('myData.byLink', {}, true)
}
