/** 我的资料, 删除我的资料, 先不删了: for whoever is none of ours (personal information law, articles 17, 45 and 47). */
import type { Model } from 'mongoose'
import type { CaseRecord } from '../cases/case.js'
import { say } from '../delivery/notice.js'
import type { Action, ActionsNamed } from '../people/action.js'
import type { Organisation } from '../people/organisation.js'
import { asKept, type Erasures } from './erasures.js'
import type { Identities } from './identities.js'

export const PERSONAL_DATA_ACTIONS = ['showMyData', 'eraseMyData', 'keepMyData'] as const

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
    if (by.side === 'staff') return ofStaff
    const who = asKept(by)
    const [{ names, phones }, filed, count, wish] = await Promise.all([
      identities.identityOf(who),
      by.customer === undefined ? null : customers.byId(by.customer),
      cases.countDocuments({ 'registeredBy.id': { $in: who.contacts } }),
      erasures.of(by.id),
    ])
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
          text: { key: wish ? 'myData.willGo' : 'myData.why', values: { contactYears, complaintYears } },
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
    if (by.side === 'staff') return ofStaff
    await erasures.ask(by)
    const nos = await identities.openOf(asKept(by))
    return { say: [say(nos.length > 0 ? 'myData.erasedOnceClosed' : 'myData.erasedSoon', { nos })] }
  }

  const keepMyData: Action = async ({ by }) => ({ say: [say((await erasures.takeBack(by.id)) ? 'myData.kept' : 'myData.notAsked')] })

  return { showMyData, eraseMyData, keepMyData }
}

const ofStaff = { say: [say('myData.staff')] }
