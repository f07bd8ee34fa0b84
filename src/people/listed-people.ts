/** People of several contacts, as the organisation file lists them. */
import type { Organisation } from './organisation-schema.js'

export interface ListedPerson {
  /** Of the first contact unless the file gives another, so that who is listed later stays who they were in the records. */
  readonly id: string
  readonly name: string
  readonly contacts: readonly string[]
}

/** In the order of the file. */
export function listedPeople(people: Organisation['people']): ListedPerson[] {
  return people.map(({ id, name, contacts: byPlatform }) => {
    const contacts = Object.entries(byPlatform).flatMap(([platform, userIds]) => contactsOn(platform, userIds))
    return { id: id ?? contacts[0] ?? '', name, contacts }
  })
}

/** WeCom does not tell cases apart; elsewhere they make different people. */
export const contactsOn = (platform: string, userIds: readonly string[]): string[] =>
  userIds.map((id) => `${platform}:${FOLDS_CASE.includes(platform) ? id.toLowerCase() : id}`)
const FOLDS_CASE: readonly string[] = ['wecom', 'wecom-bot']
