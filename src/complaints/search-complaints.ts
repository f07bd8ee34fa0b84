/** Complaints by whatever people know of them: customer, delivery note, batch, truck, phone, name, words of the description; each of several words narrows. */
import { UserFacingError } from '../errors.js'
import type { Person } from '../people/person.js'
import type { ComplaintFilter, View } from './access.js'
import type { complaintModels } from './collections.js'
import type { CustomerFinder } from './find-customers.js'
import type { Complaint } from './model.js'
import { filterFor } from './search.js'
import { wholeOf } from './whole.js'

export interface ComplaintSearchDeps {
  readonly models: Pick<ReturnType<typeof complaintModels>, 'complaints'>
  readonly finder: Pick<CustomerFinder, 'findNamed'>
}
export type ComplaintSearch = ReturnType<typeof createComplaintSearch>

const MOST_WORDS = 6

export function createComplaintSearch({ models: { complaints }, finder }: ComplaintSearchDeps) {
  /** @throws UserFacingError where no word, or too many, can be looked for */
  async function filterOf(query: string, by: Person, { phoneFilter: phones, insideFilter: inside }: View): Promise<ComplaintFilter> {
    const words = query.split(/[\s,，、;；]+/).filter(Boolean)
    if (words.length === 0 || words.length > MOST_WORDS) throw new UserFacingError('complaint.list.tooMany', { max: MOST_WORDS })
    const filters = words.map(async (word) => {
      const customers = await finder.findNamed(by, word)
      return filterFor(word, { customers: customers.map(({ _id }) => _id), phones, inside })
    })
    const found = await Promise.all(filters)
    const short = words.filter((_, index) => !found[index])
    if (short.length > 0) throw new UserFacingError('complaint.list.tooShort', { words: short.join('、') })
    return { $and: found.map((filter) => filter!) }
  }

  return {
    filterOf,
    /** @returns `isKnown`: there are some, though the person may see none of them */
    async find(query: string, by: Person, view: View, { skip, limit }: { readonly skip: number; readonly limit: number }) {
      const wanted = await filterOf(query, by, view)
      const allowed = { $and: [wanted, view.filter] }
      const [all, page] = await Promise.all([
        complaints.countDocuments(allowed),
        complaints.find(allowed).sort({ registeredAt: -1 }).skip(skip).limit(limit).lean<Complaint[]>(),
      ])
      return {
        complaints: wholeOf(page),
        all,
        isKnown: all === 0 && (await complaints.exists(wanted)) !== null,
      }
    },
  }
}
