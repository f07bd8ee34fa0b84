import { ROOT } from '../config.js'
import type { Dialogues } from '../conversation/load-dialogues.js'
import { createWording } from '../conversation/wording.js'
import { createReporting, type Reporting } from '../reports/index.js'
import type { Domains } from './domains.js'
import type { Ground } from './ground.js'
import type { AppOptions } from './options.js'

/** Digest, figures, forms and ledgers. @param dialogues whose words they use; asked of only while it runs */
export function composeReporting(
  { connection, publicUrl, defaultLanguage, maker, soffice, now, log }: AppOptions,
  ground: Ground,
  { turn, beside }: Domains,
  dialogues: () => Dialogues,
): Reporting {
  return createReporting({
    ...ground,
    connection: ground.background,
    customers: ground.customersBeside,
    complaints: beside.complaints,
    services: beside.domains.cases,
    countLate: beside.cases.countLate,
    tasksOf: beside.cases.tasksOf,
    lateOf: beside.cases.lateOf,
    turns: { connection, complaints: turn.complaints, shortlyNamed: turn.cases.shortlyNamed },
    personOf: ground.personBeside,
    standIns: ground.standIns,
    areFetched: ground.attachments.areFetched,
    wording: createWording(dialogues, defaultLanguage),
    invite: inviteThrough(ground.channels),
    codes: ground.page.given(publicUrl),
    kindNames: (kind) => dialogues().texts.words('complaint').optionNames('kind', kind),
    ...(maker && { maker }),
    ...(soffice && { soffice }),
    onPdfFailed: (error) => log.warn({ err: error }, 'a form was not made as PDF; it is sent as Word alone'),
    onFileFailed: ({ _id, wanted, attempts }, error) =>
      log.error({ err: error, fileRequest: _id, kind: wanted.kind, attempts: attempts + 1 }, 'a file was not made'),
    root: ROOT,
    now,
  })
}

/** By the first channel on which somebody can be invited. */
function inviteThrough(channels: Ground['channels']) {
  const channel = [...channels.values()].find(({ invite }) => invite !== undefined)
  return channel && ((customer: string) => channel.invite!(customer))
}
