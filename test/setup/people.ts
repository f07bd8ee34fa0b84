/** People made for a test, where no organisation file names them. */
import type { Directory } from '../../src/people/directory.js'
import type { HeldRole, Person } from '../../src/people/person.js'

/** Somebody of ours with one contact. */
export const staff = (id: string, ...roles: HeldRole[]): Person => ({ id, name: id, side: 'staff', contacts: [id], roles })

/** For each role but the administrator's one person, who is named like it. */
export const oneForEachRole: Pick<Directory, 'holders' | 'personOf' | 'whoIs'> = {
  holders: async (role) => (role === 'ADMIN' ? [] : [{ ...staff(`wecom:${role.toLowerCase()}`), name: role }]),
  personOf: async (id) => staff(id),
  whoIs: (id) => ({ id, contacts: [id] }),
}
