/** Complaints of those who came by a code: on their page they may file one, and see that one. */
import { allCases } from '../cases/collection.js'
import { beginsCase, pageOf } from '../channels/page/contact.js'
import { complaintType } from '../complaints/complaint.js'
import type { Connection } from '../database/connect.js'
import type { Topic } from '../delivery/notice.js'

export function createBegunPages(connection: Connection) {
  const cases = allCases(connection)

  /** The complaint that was begun on a page which was for none. */
  async function caseOn(contact: string): Promise<string | undefined> {
    if (!beginsCase(contact)) return undefined
    const asked = { 'registeredBy.id': contact, caseKind: complaintType.kind }
    const first = await cases.findOne(asked, { _id: 1 }).sort({ registeredAt: 1 }).lean<{ readonly _id: string }>()
    return first?._id
  }

  return {
    caseOn,
    /** The page on which it was begun, if it was. */
    async pageOfCase(no: string): Promise<string | undefined> {
      const filed = await cases.findById(no, { registeredBy: 1 }).lean()
      return filed && beginsCase(filed.registeredBy.id) ? filed.registeredBy.id : undefined
    },
    /** Where the person of this contact may be told of a complaint: their page is for the one that they have begun. */
    async placeFor(contact: string, { kind, reference }: Topic): Promise<string> {
      const [no = ''] = reference.split('|')
      const begun = kind === complaintType.kind ? await caseOn(contact) : undefined
      return begun === undefined || begun === no ? contact : pageOf(contact, no)
    },
  }
}
