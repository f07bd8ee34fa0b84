/** What is said to somebody who is away is said to whoever acts in their place as well. */
import type { Notice, Notification, Notifier } from '../delivery/notice.js'
import type { Deputies } from './deputies.js'
import type { Person } from './person.js'

export interface CopyDeps {
  readonly notifier: Notifier
  readonly deputies: Pick<Deputies, 'standIns'>
  readonly personOf: (id: string) => Promise<Pick<Person, 'name'>>
}

export function createDeputyCopies({ notifier, deputies, personOf }: CopyDeps): Notifier {
  async function copiesOf(items: readonly Notification[]): Promise<readonly Notification[]> {
    const copied = items.filter(({ isOfTalk, isPersonal, notice }) => !isOfTalk && !isPersonal && notice.type !== 'file')
    const standIns = copied.length === 0 ? new Map() : await deputies.standIns([...new Set(copied.map(({ to }) => to))])
    if (standIns.size === 0) return []
    const copies = copied.map(async (item) => {
      const deputies: readonly string[] = standIns.get(item.to) ?? []
      const { name } = deputies.length > 0 ? await personOf(item.to) : { name: '' }
      return deputies
        .filter((deputy) => deputy !== item.causedBy && !hearsAnyway(deputy, item, items))
        .map((deputy) => copy(item, deputy, name))
    })
    return (await Promise.all(copies)).flat()
  }

  return {
    async notify(items) {
      await notifier.notify([...items, ...(await copiesOf(items))])
    },
  }
}

/** Of one event nobody hears twice, unless only what is said to the other one has the button for what is to be done. */
const hearsAnyway = (deputy: string, { notice }: Notification, items: readonly Notification[]): boolean =>
  notice.type !== 'cardDone' &&
  items.some((other) => {
    const own = buttonsOf(other.notice)
    return other.to === deputy && other.notice.type === notice.type && buttonsOf(notice).every((key) => own.includes(key))
  })

const buttonsOf = (notice: Notice): readonly string[] => (notice.type === 'card' ? notice.buttons.map(({ key }) => key) : [])

const copy = ({ id, notice, topic, mayWait }: Notification, deputy: string, inPlaceOf: string): Notification => ({
  id: `${id}.for.${deputy}`,
  to: deputy,
  notice: inPlace(notice, deputy, inPlaceOf),
  ...(topic && { topic }),
  ...(mayWait && { mayWait }),
})

/** A platform takes each id of a card once. */
function inPlace(notice: Notice, deputy: string, inPlaceOf: string): Notice {
  if (notice.type === 'file' || notice.type === 'toServicer') return notice
  return notice.type === 'text' ? { ...notice, inPlaceOf } : { ...notice, card: `${notice.card}-for-${deputy}`, inPlaceOf }
}
