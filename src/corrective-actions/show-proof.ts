import { allCases } from '../cases/collection.js'
import type { Connection } from '../database/connect.js'
import { filesSent } from '../delivery/notice.js'
import type { FileRef } from '../dialogue/session.js'
import type { Action } from '../people/action.js'

/** What whoever did it has sent, for whoever verifies it: the dialogue that asks for this has found out who may. */
export const createShowProof =
  (connection: Connection): Action =>
  async ({ facts }) => {
    const no = String(facts.no)
    const record = await allCases(connection).findById(no).lean<{ readonly fields?: { readonly proof?: readonly FileRef[] } }>()
    return { say: (record?.fields?.proof ?? []).flatMap((file, index) => filesSent(file, `${no}-${index + 1}`)) }
  }
