/** 客户码: a picture by which somebody of a customer, or who has cement of a plant, comes to us with what is wrong, to be printed on delivery notes or passed on. */
import type { Customers } from '../customers/index.js'
import { plantIn } from '../customers/invitations.js'
import { type Notice, say } from '../delivery/notice.js'
import { NotAllowedError, UserFacingError } from '../errors.js'
import type { Organisation } from '../people/organisation.js'
import { holdsRole, type Person } from '../people/person.js'
import type { FormContext } from './form.js'
import type { Store } from './make-forms.js'
import type { FileRequest } from './requests.js'

/** Who deals with customers. */
export const INVITING = ['CS', 'SALES', 'MKT_HEAD'] as const

/** An address under which somebody begins to chat with us; the platform then says of which customer it was. */
export type Invite = (customer: string) => Promise<string>

/** Pages of our own that anybody may begin who has the address. */
export interface PageCodes {
  giveCode(wish: { readonly customer: string; readonly by: string }): Promise<{ readonly url: string; readonly until: Date }>
  /** All of a customer. @returns how many were open */
  takeBackCodes(customer: string): Promise<number>
}

export interface MakeCustomerCodeDeps {
  readonly customers: Pick<Customers, 'byId'>
  readonly organisation: Pick<Organisation, 'plants'>
  /** Absent where no channel reaches customers so: then the picture is of a page. */
  readonly invite?: Invite | undefined
  readonly codes: Pick<PageCodes, 'giveCode'>
  readonly form: FormContext
  readonly fontFile: string
  readonly store: Store
}

/** @throws NotAllowedError, UserFacingError where there is no such customer, and no such plant */
export function createMakeCustomerCode({ customers, organisation, invite, codes, form, fontFile, store }: MakeCustomerCodeDeps) {
  return async function makeCustomerCode({ run }: FileRequest, reader: Person, id: string): Promise<Notice[]> {
    if (!holdsRole(reader, INVITING)) throw new NotAllowedError('customerCode.notAllowed')
    const plant = plantIn(id)
    const customer = plant === undefined ? await customers.byId(id) : organisation.plants.find((one) => one.id === plant)
    if (!customer) throw new UserFacingError('customerCode.gone')
    const name = customer.shortName ?? customer.name
    const page = await codes.giveCode({ customer: id, by: reader.id })
    const [way, url] = invite ? (['chat', await invite(id)] as const) : (['page', page.url] as const)
    const lines = [form.company, form.wording.phrase(`customerCode.below.${way}`, { name })]
    return [
      say(`customerCode.made.${way}`, {
        name: plant === undefined ? customer.name : name,
        url,
        page: page.url,
        until: page.until.toISOString(),
      }),
      await store(`${run}.code`, `${form.wording.phrase('customerCode.file', { name })}.png`, 'image/png', {
        type: 'code',
        url,
        lines,
        fontFile,
      }),
    ]
  }
}
