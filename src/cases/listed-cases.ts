/** Cases of any kind, each with the card that a list shows of it: what is exported is read so, one after the other. */
import type { Notice } from '../delivery/notice.js'
import type { CaseRecord } from './case.js'
import type { Card } from './look.js'

export interface ListedCase {
  readonly record: CaseRecord
  readonly card: Card
}

/** What has no card, as it is damaged or no more the reader's to see, is left out as in chat. */
export async function* listedCases(
  records: AsyncIterable<CaseRecord>,
  cardOf: (record: CaseRecord) => Promise<Notice | undefined>,
): AsyncGenerator<ListedCase> {
  for await (const record of records) {
    const card = await cardOf(record)
    if (card?.type === 'card') yield { record, card }
  }
}
