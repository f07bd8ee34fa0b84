/** 链接 and 收回链接: a page for a customer who uses no platform, on which they see this one complaint and answer what they are asked. */
import type { Customer, Customers } from '../customers/index.js'
import type { CustomerContact } from '../customers/model.js'
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
  give(wish: LinkWish): Promise<{ readonly url: string; readonly until: Date }>
  /** All of a case, as one may have gone to a wrong number. @returns how many were open */
  takeBack(only: string): Promise<number>
}
interface LinkWish {
  readonly person: string
  readonly only: string
  readonly name: string
  readonly by: string
}

export interface LinkActionDeps {
  readonly access: Pick<Access, 'known'>
  readonly customers: Pick<Customers, 'byId' | 'linkTo' | 'unlink'>
  readonly links: PageLinks
}

/** Who speaks with the customer of a complaint. */
const SPEAK: readonly Role[] = ['CS', 'SALES']

export function createLinkActions({ access, customers, links }: LinkActionDeps): ActionsNamed<typeof LINK_ACTIONS> {
  const giveLink: Action = async (request) => {
    const { complaint, filed } = await meant(request, 'giveLink')
    const { _id: no, customer } = complaint
    const contact = contactIn(complaint, filed?.contacts ?? [])
    if (!contact) throw new UserFacingError('complaint.link.noContact', { no }, true)
    const { name } = contact
    const person = await customers.linkTo(no, customer.id, contact, links.newContact())
    const { url, until } = await links.give({ person, only: no, name, by: request.by.id })
    return { say: [say('complaint.link.given', { no, name, customer: customer.name, url, until: until.toISOString() })] }
  }

  const takeBackLink: Action = async (request) => {
    const { complaint } = await meant(request, 'takeBackLink')
    const { _id: no, customer } = complaint
    const count = await links.takeBack(no)
    await customers.unlink(no, customer.id)
    return { say: [say(count > 0 ? 'complaint.link.takenBack' : 'complaint.link.none', { no })] }
  }

  /** @throws UserFacingError where somebody else speaks with the customer */
  async function meant(request: ActionRequest, action: string) {
    const { by, channel } = request
    const { complaint } = await access.known(numberOf(request), by, action, channel)
    const filed = await customers.byId(complaint.customer.id)
    if (!speaksWith(by, complaint, filed?.salesperson))
      throw new NotAllowedError('complaint.link.notAllowed', { no: complaint._id, roles: [...SPEAK] }, true)
    return { complaint, filed }
  }

  return { giveLink, takeBackLink }
}

/** Who complained; where the complaint names nobody the first who is on file. Nobody speaks in the name of another. */
function contactIn({ complainant, phone }: Complaint, filed: Customer['contacts']): Pick<CustomerContact, 'name' | 'phone'> | undefined {
  if (!complainant) return filed[0]
  return phone ? { name: complainant, phone } : filed.find(({ name }) => name === complainant)
}

/** Of the button's card, or looked up by the dialogue. */
function numberOf({ reference, answers }: ActionRequest): string {
  if (reference !== undefined) return reference
  return isObject(answers.about) && typeof answers.about.id === 'string' ? answers.about.id : ''
}

const speaksWith = (by: Person, complaint: Complaint, salesperson: string | undefined): boolean =>
  [by, ...principalsOf(by)].some((one) => actorsOf(one, complaint, salesperson).some((actor) => SPEAK.some((role) => role === actor)))
