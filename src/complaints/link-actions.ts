/** 链接 and 收回链接: a page for a customer who uses no platform, on which they see this one complaint and answer what they are asked. */
import type { Customers } from '../customers/index.js'
import { say } from '../delivery/notice.js'
import { isObject } from '../dialogue/session.js'
import { NotAllowedError, UserFacingError } from '../errors.js'
import type { Action, ActionRequest, ActionsNamed } from '../people/action.js'
import { type Person, principalsOf, type Role } from '../people/person.js'
import type { Access } from './access.js'
import { actorsOf } from './actors.js'
import type { Complaint } from './model.js'

export const LINK_ACTIONS = ['giveLink', 'takeBackLink'] as const
/** Those that a button may run. */
export const LINK_BUTTONS = ['giveLink'] as const

/** What opens the page of one person for one case. */
export interface PageLinks {
  /** A contact for somebody who has none. */
  newContact(): string
  give(wish: LinkFor & { readonly name: string; readonly by: string }): Promise<{ readonly url: string; readonly until: Date }>
  /** @returns how many were open */
  takeBack(wish: LinkFor): Promise<number>
}
interface LinkFor {
  readonly person: string
  readonly only: string
}

export interface LinkActionDeps {
  readonly access: Pick<Access, 'known'>
  readonly customers: Pick<Customers, 'byId' | 'linkTo'>
  readonly links: PageLinks
}

/** Who speaks with the customer of a complaint. */
const SPEAK: readonly Role[] = ['CS', 'SALES']

export function createLinkActions({ access, customers, links }: LinkActionDeps): ActionsNamed<typeof LINK_ACTIONS> {
  const giveLink: Action = async (request) => {
    const { _id: no, complaint, name, person } = await meant(request, 'giveLink')
    const { url, until } = await links.give({ person, only: no, name, by: request.by.id })
    const values = { no, name, customer: complaint.customer.name, url, until: until.toISOString() }
    return { say: [say('complaint.link.given', values)] }
  }

  const takeBackLink: Action = async (request) => {
    const { _id: no, name, person } = await meant(request, 'takeBackLink')
    const count = await links.takeBack({ person, only: no })
    return { say: [say(count > 0 ? 'complaint.link.takenBack' : 'complaint.link.none', { no, name })] }
  }

  /** @throws UserFacingError where somebody else speaks with the customer, or nobody is known of them */
  async function meant(request: ActionRequest, action: string) {
    const { by, channel } = request
    const { complaint } = await access.known(numberOf(request), by, action, channel)
    const { _id, customer } = complaint
    const filed = await customers.byId(customer.id)
    if (!speaksWith(by, complaint, filed?.salesperson))
      throw new NotAllowedError('complaint.link.notAllowed', { no: _id, roles: [...SPEAK] }, true)
    const { complainant: name, phone } = complaint
    const contact = name && phone ? { name, phone } : filed?.contacts[0]
    if (!contact) throw new UserFacingError('complaint.link.noContact', { no: _id }, true)
    return { _id, complaint, name: contact.name, person: await customers.linkTo(_id, customer.id, contact, links.newContact()) }
  }

  return { giveLink, takeBackLink }
}

/** Of the button's card, or looked up by the dialogue. */
function numberOf({ reference, answers }: ActionRequest): string {
  if (reference !== undefined) return reference
  return isObject(answers.about) && typeof answers.about.id === 'string' ? answers.about.id : ''
}

const speaksWith = (by: Person, complaint: Complaint, salesperson: string | undefined): boolean =>
  [by, ...principalsOf(by)].some((one) => actorsOf(one, complaint, salesperson).some((actor) => SPEAK.some((role) => role === actor)))
