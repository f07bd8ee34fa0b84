/** 客户码: a picture by which somebody of a customer comes into the chat, to be printed on delivery notes or passed on. */
import type { Customers } from '../customers/index.js'
import { type Notice, say } from '../delivery/notice.js'
import { NotAllowedError, UserFacingError } from '../errors.js'
import { holdsRole, type Person } from '../people/person.js'
import type { FormContext } from './form.js'
import type { Store } from './make-forms.js'
import type { FileRequest } from './requests.js'

/** Who deals with customers. */
const INVITING = ['CS', 'SALES', 'MKT_HEAD'] as const

/** An address under which somebody begins to chat with us; the platform then says of which customer it was. */
export type Invite = (customer: string) => Promise<string>

export interface MakeCustomerCodeDeps {
  readonly customers: Pick<Customers, 'byId'>
  /** Absent where no channel reaches customers so. */
  readonly invite?: Invite | undefined
  readonly form: FormContext
  readonly fontFile: string
  readonly store: Store
}

/** @throws NotAllowedError, UserFacingError where there is no way to come in, or no such customer */
export function createMakeCustomerCode({ customers, invite, form, fontFile, store }: MakeCustomerCodeDeps) {
  return async function makeCustomerCode({ run }: FileRequest, reader: Person, id: string): Promise<Notice[]> {
    if (!holdsRole(reader, INVITING)) throw new NotAllowedError('customerCode.notAllowed')
    if (!invite) throw new UserFacingError('customerCode.noWay')
    const customer = await customers.byId(id)
    if (!customer) throw new UserFacingError('customerCode.gone')
    const [name, url] = [customer.shortName ?? customer.name, await invite(id)]
    const lines = [form.company, form.wording.phrase('customerCode.below', { name })]
    return [
      say('customerCode.made', { name: customer.name, url }),
      await store(`${run}.code`, `${form.wording.phrase('customerCode.file', { name })}.png`, 'image/png', {
        type: 'code',
        url,
        lines,
        fontFile,
      }),
    ]
  }
}
