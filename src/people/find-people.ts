/** Colleagues for a question that asks for one, by their name or id. */
import type { Candidate } from '../dialogue/session.js'
import { keyOf, tidy } from '../reading/normalise.js'
import type { Lookup } from './action.js'
import type { Directory } from './directory.js'
import { type Person, ROLES } from './person.js'

const MATCHES_OFFERED = 8

/** Only who holds a role finds anybody, and only those who hold one: nobody from outside may learn who works here. */
export function createPeopleFinder(directory: Pick<Directory, 'holders'>): Lookup {
  async function colleagues(): Promise<Person[]> {
    const held = await Promise.all(ROLES.map((role) => directory.holders(role)))
    return [...new Map(held.flat().map((person) => [person.id, person])).values()]
  }

  return async function findPeople(text, by) {
    if (by.roles.length === 0) return []
    return candidatesFor(text, await colleagues())
  }
}

/** A user id of the platform: the platform alone knows who has it. */
const USER_ID = /^[\w.@-]{1,64}$/

/** Also who holds no role yet, by the user id of WeCom. */
export function createMemberFinder(findPeople: Lookup, directory: Pick<Directory, 'personOf'>): Lookup {
  return async function findMembers(text, by, within) {
    const found = await findPeople(text, by, within)
    const userId = tidy(text)
    if (found.length > 0 || by.roles.length === 0 || !USER_ID.test(userId)) return found
    const { id, name } = await directory.personOf(`wecom:${userId}`)
    // whom the platform does not know is called by the id
    return name === userId ? [] : [{ id, label: name, value: { id, name } }]
  }
}

type Called = Pick<Person, 'id' | 'name'>

/** Those of the people whom a text may mean. */
export function candidatesFor(text: string, people: readonly Called[]): Candidate[] {
  const found = matching(people, keyOf(text)).slice(0, MATCHES_OFFERED)
  const isAlone = ({ id, name }: Called) => found.every((other) => other.id === id || other.name !== name)
  return found.map((person) => ({
    id: person.id,
    label: isAlone(person) ? person.name : `${person.name}（${userIdOf(person)}）`,
    value: { id: person.id, name: person.name },
  }))
}

/** Those who are called exactly so; else those who are named in what was typed; else those with it in their name. */
function matching(people: readonly Called[], key: string): readonly Called[] {
  if (key === '') return []
  const [exact, named, begun] = [
    people.filter((person) => [person.name, person.id, userIdOf(person)].some((one) => keyOf(one) === key)),
    people.filter(({ name }) => key.includes(keyOf(name))),
    people.filter(({ name }) => keyOf(name).includes(key)),
  ]
  return exact.length > 0 ? exact : named.length > 0 ? named : begun
}

/** Without the channel. */
const userIdOf = ({ id }: Called): string => id.slice(id.indexOf(':') + 1)
