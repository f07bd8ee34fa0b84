/** 修改文字 and 文字记录: what people read, said otherwise without a new version of the files, and by whom. */
import { type Notifier, say } from '../delivery/notice.js'
import { isObject, type Values } from '../dialogue/session.js'
import { NotAllowedError, UserFacingError } from '../errors.js'
import type { Action, ActionRequest, ActionsNamed } from './action.js'
import { differing } from './differing.js'
import type { Directory } from './directory.js'
import { type KeptSentence, readKeptSentence, sentenceIdOf, sentencePath } from './kept-sentences.js'
import { holdsRole, type Person, type Role } from './person.js'
import type { SentenceBook, ShownSentence } from './sentence-book.js'
import type { SettingChange, SettingValue } from './setting-changes.js'
import type { CompanySettings } from './settings.js'

export const SENTENCE_ACTIONS = ['checkSentences', 'showSentence', 'readSentence', 'sentenceChanged', 'listSentenceChanges'] as const

export interface SentenceActionDeps {
  readonly settings: Pick<CompanySettings, 'valueOf' | 'change' | 'history'>
  readonly book: SentenceBook
  readonly directory: Pick<Directory, 'holders'>
  readonly notifier: Notifier
}

/** Whatever section 8 of domain.md gives to nobody else is theirs. */
const CHANGERS: readonly Role[] = ['ADMIN']
const CHANGES_LISTED = 10

export function createSentenceActions({ settings, book, directory, notifier }: SentenceActionDeps): ActionsNamed<typeof SENTENCE_ACTIONS> {
  /** Refuses whoever may not before they are asked anything. */
  const checkSentences: Action = async ({ by }) => {
    refuseOthers(by)
    return {}
  }

  const showSentence: Action = async ({ by, answers }) => {
    refuseOthers(by)
    const { id, sentence } = named(answers)
    const { place, present, written, placeholders, room } = sentence
    const kept = settings.valueOf(sentencePath(id))
    return {
      facts: {
        place,
        present,
        original: written === present ? null : written,
        placeholders,
        room: room ?? null,
        isChanged: kept !== undefined,
        read: kept === undefined ? null : JSON.stringify(kept),
      },
    }
  }

  /** Says what would be changed; refuses what people could not read. */
  const readSentence: Action = async ({ by, answers }) => {
    refuseOthers(by)
    const { id, language, sentence } = named(answers)
    const { present: before, written } = sentence
    if (answers.part === 'RESTORE') return { facts: { kept: null, isDropping: false, change: { before, after: written } } }
    const wanted = book.read(id, String(answers.rewritten ?? answers.wanted), language)
    if (!wanted.ok) throw new UserFacingError(`sentences.${wanted.reason}`, wanted.values)
    const { kept, dropped } = wanted
    return {
      facts: {
        kept: JSON.stringify(kept),
        change: { before, after: book.shortly(kept.text), dropped },
        // whoever was asked once is asked no more
        ...(answers.rewritten === undefined && { isDropping: dropped.length > 0, dropped }),
      },
    }
  }

  const sentenceChanged: Action = async ({ key, at, by, answers, facts }) => {
    refuseOthers(by)
    const { id, sentence } = named(answers)
    const [before, after] = [facts.read, facts.kept].map((json) =>
      typeof json === 'string' ? readKeptSentence(JSON.parse(json)) : undefined,
    )
    const change = await settings.change({
      key,
      at,
      from: at,
      by: { id: by.id, name: by.name },
      settings: [{ path: sentencePath(id), before, after }],
    })
    const said = { by: by.name, place: sentence.place, ...changed(change.settings[0] ?? { path: sentencePath(id), before, after }) }
    const others = (await directory.holders('ADMIN')).filter((one) => one.id !== by.id)
    await notifier.notify(others.map((to) => ({ id: `${key}.${to.id}`, to: to.id, notice: say('sentences.changedBy', said) })))
    return { say: [say('sentences.changed', said)] }
  }

  const listSentenceChanges: Action = async ({ by }) => {
    refuseOutsiders(by)
    const lines = (await settings.history()).flatMap(linesOf)
    const setAside = book.setAside().flatMap((id) => {
      const kept = readKeptSentence(settings.valueOf(sentencePath(id)))
      return kept ? [{ place: book.at(id)?.place ?? '', text: book.shortly(kept.text) }] : []
    })
    if (lines.length === 0) return { say: [say('sentences.noChanges')] }
    return { say: [say('sentences.changes', { lines: lines.slice(0, CHANGES_LISTED), count: lines.length, setAside })] }
  }

  const linesOf = ({ at, by, settings: set }: SettingChange): Values[] =>
    set.flatMap((setting) => {
      const id = sentenceIdOf(setting.path)
      if (id === undefined) return []
      const { before, after, isRestored } = changed(setting)
      const [was, is] = differing(before, after)
      return [{ at: at.toISOString(), by: by?.name, place: book.at(id)?.place, before: was, after: is, isRestored }]
    })

  /** From old to new, where one of them is what the file said. */
  function changed({ before, after }: SettingValue): { readonly before: string; readonly after: string; readonly isRestored: boolean } {
    const [was, is]: (KeptSentence | undefined)[] = [before, after].map(readKeptSentence)
    return {
      before: book.shortly(was?.text ?? is?.written ?? ''),
      after: book.shortly(is?.text ?? was?.written ?? ''),
      isRestored: is === undefined,
    }
  }

  /** @throws UserFacingError where a new version of the files has it no more */
  function named({ sentence: chosen }: ActionRequest['answers']): { id: string; language: string; sentence: ShownSentence } {
    const { id, language } = isObject(chosen) ? chosen : {}
    const sentence = book.at(String(id))
    if (!sentence) throw new UserFacingError('sentences.gone', {}, true)
    return { id: String(id), language: String(language), sentence }
  }

  return { checkSentences, showSentence, readSentence, sentenceChanged, listSentenceChanges }
}

function refuseOutsiders({ roles }: Person): void {
  if (roles.length === 0) throw new NotAllowedError('sentences.onlyStaff')
}

function refuseOthers(by: Person): void {
  if (!holdsRole(by, CHANGERS)) throw new NotAllowedError('sentences.notAllowed', { roles: CHANGERS })
}
