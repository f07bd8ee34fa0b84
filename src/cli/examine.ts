/** The examination of a real installation, in the order in which its faults hide each other. */
import { dayOf } from '../calendar/index.js'
import type { OutgoingMessage } from '../channels/channel.js'
import { type Finding, fine, wrong } from '../channels/checkup.js'
import { checkAccess, checkCallback, checkMembers, refusalOf } from '../channels/wecom/checkup.js'
import { createWecomClient, type WecomClient } from '../channels/wecom/client.js'
import { createWecomChannel } from '../channels/wecom/index.js'
import type { WecomConfig } from '../config.js'
import { ChannelApiError } from '../errors.js'
import { calendarOf } from '../people/calendar-of.js'
import { vacanciesIn } from '../people/check-staffing.js'
import type { Organisation } from '../people/organisation.js'

/** From then on the holidays of the next year have been published. */
const PUBLISHED_BY = '12-01'

export interface Examined {
  readonly wecom: WecomConfig
  readonly organisation: Organisation
  readonly publicUrl: string
  readonly now: () => Date
  /** Who gets a card, and what stands on it. */
  readonly test?: { readonly userId: string; readonly card: OutgoingMessage }
}

export async function* examine({ wecom, organisation, publicUrl, now, test }: Examined): AsyncGenerator<Finding> {
  const client = createWecomClient(wecom, now)
  const secrets = { receiveId: wecom.corpId, token: wecom.token, aesKey: wecom.aesKey }
  const access = await checkAccess(client)
  yield access
  yield await checkCallback(publicUrl, secrets, now())
  if (access.isFine) {
    yield* await checkMembers(client, namedIn(organisation))
    yield* await checkStaffing(organisation, client, now())
  } else yield wrong('access.notLooked')
  yield checkYear(organisation, now())
  if (access.isFine) yield test ? await sendCard(test, createWecomChannel({ secrets, client, publicUrl, now }), now()) : fine('card.ask')
}

function namedIn({ roles }: Organisation) {
  const all = roles.flatMap(({ wecom }) => wecom ?? [])
  return {
    users: [...new Set(all.flatMap(({ users }) => users))],
    departments: [...new Set(all.flatMap(({ departments }) => departments))],
    tags: [...new Set(all.flatMap(({ tags }) => tags))],
  }
}

async function checkStaffing(organisation: Organisation, client: WecomClient, now: Date): Promise<Finding[]> {
  const vacant = await vacanciesIn(organisation, client, now)
  if (vacant.length === 0) return [fine('roles.fine', { plants: organisation.plants.map(({ shortName }) => shortName) })]
  return vacant.map(({ role, place = '' }) => wrong('roles.vacant', { role, place }))
}

function checkYear(organisation: Organisation, now: Date): Finding {
  const today = dayOf(now)
  const year = Number(today.slice(0, 4)) + 1
  if (calendarOf(organisation).knowsYear(year)) return fine('year.fine', { year })
  return today.slice(5) < PUBLISHED_BY ? fine('year.early', { year }) : wrong('year.unknown', { year })
}

async function sendCard(
  { userId, card }: NonNullable<Examined['test']>,
  { name, send }: ReturnType<typeof createWecomChannel>,
  now: Date,
): Promise<Finding> {
  try {
    const once = { deliveryId: `doctor.${now.getTime()}`, readFile: () => Promise.reject(new Error('no file')), remember: async () => {} }
    await send({ channel: name, userId }, card, once)
    return fine('card.sent', { id: userId })
  } catch (error) {
    const isPerson = error instanceof ChannelApiError && error.reaction === 'permanent'
    return isPerson ? wrong('card.refused', { id: userId, error: error.message }) : refusalOf(error)
  }
}
