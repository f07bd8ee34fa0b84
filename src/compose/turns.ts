/** What a message or a press can do: dialogues, actions, look-ups, and the turn that runs them. */

import type { CaseType } from '../cases/case-type.js'
import { checkDialogues } from '../cases/check-dialogues.js'
import { CASE_ACTIONS } from '../cases/every-kind.js'
import { refusalModel } from '../cases/refusals.js'
import { createLinkActions, LINK_BUTTONS } from '../complaints/link-actions.js'
import { ROOT } from '../config.js'
import { createBringTalk, createEndBrought } from '../conversation/bring-talk.js'
import { createCloseDraft } from '../conversation/close-draft.js'
import { createSentenceFinder } from '../conversation/find-sentences.js'
import { createHandleMessage, type Handle } from '../conversation/handle-message.js'
import { createLiveDialogues } from '../conversation/live-dialogues.js'
import { createRevisions } from '../conversation/revisions.js'
import { createSentenceBook } from '../conversation/sentence-book.js'
import { createGiveBackDraft, createTakeDraft } from '../conversation/take-draft.js'
import { SOURCE_LANGUAGE } from '../conversation/texts.js'
import { createTurnTo } from '../conversation/turn-to.js'
import { createDue } from '../database/due.js'
import type { namesOf } from '../domain.js'
import { createSetAsideActions, SET_ASIDE_BUTTONS } from '../jobs/set-aside.js'
import type { Actions, Lookups } from '../people/action.js'
import { createStaffActions, STAFF_BUTTONS } from '../people/actions.js'
import { createDepartmentActions } from '../people/department-actions.js'
import { createMemberFinder, createPeopleFinder } from '../people/find-people.js'
import { createHelpActions, HELP_BUTTONS } from '../people/help.js'
import { createLabActions } from '../people/lab-actions.js'
import { createLeaveActions } from '../people/leave-actions.js'
import { createListActions } from '../people/list-actions.js'
import { listsOf, WORDED } from '../people/option-lists.js'
import type { OwnRules } from '../people/organisation.js'
import { createQuietActions } from '../people/quiet-actions.js'
import { recordRefusals } from '../people/record-refusals.js'
import { createRuleActions, RULE_BUTTONS } from '../people/rule-actions.js'
import { createSentenceActions } from '../people/sentence-actions.js'
import { createUploadActions } from '../people/upload-actions.js'
import { REPORT_BUTTONS } from '../reports/actions.js'
import type { Reporting } from '../reports/index.js'
import type { Domains } from './domains.js'
import type { Ground } from './ground.js'
import type { AppOptions } from './options.js'
import { composePersonalDataActions } from './personal-data.js'

export interface Known {
  readonly kinds: readonly CaseType[]
  readonly names: ReturnType<typeof namesOf>
  readonly ownRules: OwnRules
}

/** @param refreshPeople asks soon who holds which role. @throws FlowDefinitionError with every fault of every dialogue and text */
export function composeTurns(
  { kinds, names, ownRules }: Known,
  options: AppOptions,
  ground: Ground,
  { turn: { complaints, domains, cases } }: Domains,
  reporting: Reporting,
  refreshPeople: () => void,
) {
  const { root = ROOT, connection, publicUrl, defaultLanguage, now, log } = options
  const {
    store,
    channels,
    delivery,
    notifier,
    directory,
    attachments,
    personOf,
    leaves,
    quietTimes,
    settings,
    organisation,
    calendar,
    customers,
    page,
  } = ground
  const live = createLiveDialogues({ root, ...names }, () => ({ lists: listsOf(organisation), sentences: settings.sentences() }), {
    onUnfit: (error) => log.error({ err: error }, 'the dialogues could not be read anew: the earlier ones stay until the files are mended'),
    onSetAside: (sentences) =>
      log.warn({ sentences }, 'sentences that were changed in chat show other values in the files now: the files are used for them'),
    check: (flows) => checkDialogues(kinds, flows),
  })
  const { dialogues } = live
  const revisions = createRevisions(connection, dialogues.flows, (unusable) =>
    log.warn(unusable, 'a stored revision of a dialogue is not used; its sessions are closed with a friendly word'),
  )
  const findPeople = createPeopleFinder(directory)
  const book = createSentenceBook({
    live,
    changeOf: (id) => settings.sentences().get(id),
    chars: [...channels.values()].map(({ limits }) => limits.card.chars),
  })
  const links = page.given(publicUrl)
  const offered: Actions = {
    ...cases.actions,
    ...domains.actions,
    ...reporting.actions,
    ...createStaffActions({
      directory,
      notifier,
      askForHelp: domains.actions.askForHelp!,
      contextOf: complaints.contextOf,
      delivery,
    }),
    takeDraft: createTakeDraft({ store, notifier, personOf }, { key: 'staff.takenByMe' }),
    takeAskedDraft: createTakeDraft({ store, notifier, personOf }),
    giveBackDraft: createGiveBackDraft({ store, notifier }),
    closeDraft: createCloseDraft({ store, notifier }),
    ...createLinkActions({ access: complaints.access, customers, links }),
    ...createUploadActions(links),
    ...composePersonalDataActions(options, ground, domains.cases),
    bringTalk: createBringTalk({ store }),
    endBrought: createEndBrought({ store }),
    turnTo: createTurnTo({ store, notifier, channels }),
    ...createLeaveActions({ leaves, calendar, findPeople, notifier }),
    ...createQuietActions({ quietTimes, calendar, release: (person) => delivery.release(directory.whoIs(person).contacts) }),
    ...createRuleActions({ settings, kinds: ownRules, directory, notifier }),
    ...createDepartmentActions({ settings, directory, notifier, refreshPeople }),
    ...createListActions({
      settings,
      namesOf: (list, id) => dialogues.texts.words(WORDED[list].flow).optionNames(WORDED[list].step, id),
      labelOf: (list, id) =>
        dialogues.texts.phrase(SOURCE_LANGUAGE, { key: `${WORDED[list].flow}:steps.${WORDED[list].step}.options.${id}.label` }),
      directory,
      notifier,
    }),
    ...createLabActions({ settings, directory, notifier }),
    ...createSentenceActions({ settings, book, directory, notifier }),
    ...createHelpActions({
      countTasks: cases.countTasks,
      commandsOf: ({ side }) => dialogues.texts.triggers.filter(({ flow }) => side === 'staff' || revisions.newest(flow).for !== 'staff'),
    }),
    ...createSetAsideActions({ due: createDue({ connection, now }) }),
  }
  const lookups: Lookups = {
    ...domains.lookups,
    person: findPeople,
    member: createMemberFinder(findPeople, directory),
    seatmate: cases.seatmate,
    reader: cases.reader,
    openCase: cases.openCase,
    owner: cases.owner,
    sentence: createSentenceFinder({ texts: dialogues.texts, sentences: live.sentences }),
  }
  const turns = createHandleMessage({
    store,
    channels,
    delivery,
    revisions,
    texts: dialogues.texts,
    actions: recordRefusals(offered, (refused) => refusalModel(connection).create(refused)),
    buttons: [
      ...CASE_ACTIONS,
      ...domains.buttons,
      ...REPORT_BUTTONS,
      ...STAFF_BUTTONS,
      ...RULE_BUTTONS,
      ...HELP_BUTTONS,
      ...LINK_BUTTONS,
      ...SET_ASIDE_BUTTONS,
      'takeDraft',
      'takeAskedDraft',
      'bringTalk',
    ],
    lookups,
    attachments,
    personOf,
    defaultLanguage,
    now,
  })
  let begunOn = dialogues.flows
  /** What others have changed since somebody looked last. */
  async function refreshSettings(): Promise<void> {
    await settings.refresh()
    live.renew()
    await beginOnNewest()
  }
  /** Somebody has changed a file. */
  async function rereadFiles(): Promise<void> {
    if (live.renew(true)) log.info('dialogues and texts were read anew: new talks begin on them, running ones go on as they began')
    await beginOnNewest()
  }
  async function beginOnNewest(): Promise<void> {
    const { flows } = dialogues
    if (flows === begunOn) return
    await revisions.renew(flows)
    begunOn = flows
  }
  const handle: Handle = async (message, canReplyPassively, patience) => {
    await refreshSettings()
    if (message.content.type === 'contactsChanged') refreshPeople()
    const handled = await turns.handle(message, canReplyPassively, patience)
    reporting.requests.begin()
    // where this is lost, a job finds out whether the turn was committed
    const { from, content } = message
    if (from && content.type === 'file') attachments.confirm(content.heldBy ?? from.channel, content.mediaId).catch(() => {})
    return handled
  }
  return { dialogues, revisions, handle, refreshSettings, rereadFiles, handedOver: turns.settled }
}
