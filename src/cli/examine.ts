/** The examination of a real installation, in the order in which its faults hide each other. */
import { dayOf } from '../calendar/index.js'
import type { Channel, Contact, OutgoingMessage } from '../channels/channel.js'
import { type Finding, fine, wrong } from '../channels/checkup.js'
import { checkConnection, checkKeys, refusalOf as dingtalkRefusalOf } from '../channels/dingtalk/checkup.js'
import { createDingtalkClient } from '../channels/dingtalk/client.js'
import { createDingtalkChannel } from '../channels/dingtalk/index.js'
import { checkAccess, checkCallback, checkMembers, refusalOf } from '../channels/wecom/checkup.js'
import { createWecomClient } from '../channels/wecom/client.js'
import { createWecomChannel } from '../channels/wecom/index.js'
import type { DingtalkConfig, WecomConfig } from '../config.js'
import { ChannelApiError } from '../errors.js'
import { calendarOf } from '../people/calendar-of.js'
import { vacanciesIn } from '../people/check-staffing.js'
import type { ContactsOf } from '../people/directory.js'
import type { Organisation } from '../people/organisation.js'

/** From then on the holidays of the next year have been published. */
const PUBLISHED_BY = '12-01'

export interface Examined {
  readonly wecom?: WecomConfig
  readonly dingtalk?: DingtalkConfig
  readonly organisation: Organisation
  readonly publicUrl: string
  readonly now: () => Date
  /** Who gets a card, and what stands on it. */
  readonly test?: Test
}

interface Test {
  readonly to: Contact
  readonly card: OutgoingMessage
}

export async function* examine({ wecom, dingtalk, ...examined }: Examined): AsyncGenerator<Finding> {
  const { organisation, now, test } = examined
  if (wecom) yield* examineWecom(wecom, examined)
  if (dingtalk) yield* examineDingtalk(dingtalk, { ...examined, ...(wecom && { wecom }) })
  if (dingtalk && !wecom) yield checkYear(organisation, now())
  if (!test) yield fine('card.ask')
}

async function* examineWecom(wecom: WecomConfig, { organisation, publicUrl, now, test }: Examined): AsyncGenerator<Finding> {
  const client = createWecomClient(wecom, now)
  const secrets = { receiveId: wecom.corpId, token: wecom.token, aesKey: wecom.aesKey }
  const access = await checkAccess(client)
  yield access
  yield await checkCallback(publicUrl, secrets, now())
  if (access.isFine) {
    yield* await checkMembers(client, namedIn(organisation))
    yield* await checkStaffing(organisation, { wecom: client }, now())
  } else yield wrong('access.notLooked')
  yield checkYear(organisation, now())
  const channel = createWecomChannel({ secrets, client, publicUrl, now })
  if (access.isFine && test?.to.channel === channel.name) yield await sendCard(test, channel, now(), notSent)
}

async function* examineDingtalk(
  dingtalk: DingtalkConfig,
  { wecom, organisation, publicUrl, now, test }: Omit<Examined, 'dingtalk'>,
): AsyncGenerator<Finding> {
  const client = createDingtalkClient(dingtalk, now)
  const keys = await checkKeys(client)
  yield keys
  if (!keys.isFine) return
  yield dingtalk.mode === 'stream' ? await checkConnection(client) : fine('dingtalk.posted', { address: publicUrl })
  const channel = createDingtalkChannel({ ...dingtalk, secrets: dingtalk, client, publicUrl, now })
  if (test?.to.channel === channel.name) yield await sendCard(test, channel, now(), dingtalkRefusalOf)
  if (!wecom) yield* await checkStaffing(organisation, { dingtalk: client }, now())
}

function namedIn({ roles }: Organisation) {
  const all = roles.flatMap(({ wecom }) => wecom ?? [])
  return {
    users: [...new Set(all.flatMap(({ users }) => users))],
    departments: [...new Set(all.flatMap(({ departments }) => departments))],
    tags: [...new Set(all.flatMap(({ tags }) => tags))],
  }
}

async function checkStaffing(organisation: Organisation, contacts: ContactsOf, now: Date): Promise<Finding[]> {
  const vacant = await vacanciesIn(organisation, contacts, now)
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
  { to, card }: Test,
  { send }: Channel,
  now: Date,
  refusal: (error: unknown, id: string) => Finding,
): Promise<Finding> {
  const once = { deliveryId: `doctor.${now.getTime()}`, readFile: () => Promise.reject(new Error('no file')), remember: async () => {} }
  return send(to, card, once).then(
    () => fine('card.sent', { id: to.userId }),
    (error: unknown) => refusal(error, to.userId),
  )
}

function notSent(error: unknown, id: string): Finding {
  const isPerson = error instanceof ChannelApiError && error.reaction === 'permanent'
  return isPerson ? wrong('card.refused', { id, error: error.message }) : refusalOf(error)
}
