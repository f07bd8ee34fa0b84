/** Every sentence a person reads, from `locales/`, and the words people use, for the engine. */
import i18next, { type i18n } from 'i18next'
import type { Phrase } from '../delivery/notice.js'
import { COMMANDS, type Command, type Spoken, type Value, type Words } from '../dialogue/session.js'
import { keyOf, simplified, tidy } from '../reading/normalise.js'
import { slipsIn } from '../reading/slips.js'
import { formatters } from './formats.js'
import { wordsForCustomers } from './readers.js'
import { inTraditional } from './traditional.js'
import { isTree, listAt, type TextFiles, type Tree, type Twig, textAt, treeAt } from './tree.js'
import { shielded, unshielded } from './values.js'

export const SOURCE_LANGUAGE = 'zh-CN'
/** Made from the Simplified texts, unless a file of its own says otherwise. */
const DERIVED_LANGUAGE = 'zh-TW'

/** What people call the thing whose texts these are. */
const namesOf = (twig: Twig): readonly string[] => (typeof twig === 'string' ? [twig] : [textAt(twig, 'label'), ...listAt(twig, 'names')])
export interface Texts {
  readonly languages: readonly string[]
  phrase(language: string, phrase: Phrase): string
  /** The text, or undefined where this language has none. */
  find(language: string, key: string, values?: Record<string, unknown>): string | undefined
  words(flow: string): Words
  /** Every word that starts a dialogue, as it is written. */
  readonly triggers: readonly { readonly word: string; readonly flow: string }[]
  /** The dialogue a message starts, and what is left of the message. */
  startedBy(text: string): { readonly flow: string; readonly word: string; readonly rest: string } | undefined
  languageNamed(text: string): string | undefined
}

/** A text that a language lacks is taken from `SOURCE_LANGUAGE`; one that it lacks as well is shown by its key. */
export function createTexts(given: TextFiles): Texts {
  const source = withCases(given[SOURCE_LANGUAGE] ?? {})
  const files: TextFiles = { [DERIVED_LANGUAGE]: inTraditional(source), ...withAllCases(given) }
  const toCustomers = withAllCases(wordsForCustomers(files))
  const kinds = new Set(Object.entries(source).flatMap(([name, tree]) => (isTree(tree.case) ? [name] : [])))
  const instance = i18next.createInstance()
  void instance.init({
    lng: SOURCE_LANGUAGE,
    fallbackLng: SOURCE_LANGUAGE,
    ns: Object.keys(files[SOURCE_LANGUAGE] ?? {}),
    defaultNS: 'common',
    resources: { ...files, ...toCustomers },
    initAsync: false,
    returnObjects: false,
    interpolation: { escapeValue: false },
    // what was not given is not shown
    missingInterpolationHandler: () => '',
  })
  addFormatters(instance)
  // values go in by themselves, so that none of them is taken for an option of the library
  const phrase = (language: string, key: string, values: Record<string, unknown>): string => {
    const caseKind = kindOf(key)
    const replace = shielded({ ...values, language, ...(caseKind && { caseKind }) })
    return unshielded(instance.t(caseKind ? [key, inGeneral(key)] : key, { lng: language, replace, nest: false }))
  }
  /** The kind of case that a text is about. */
  const kindOf = (key: string): string | undefined => {
    const [head = '', rest] = key.split('.', 2)
    return rest !== undefined && kinds.has(head) ? head : undefined
  }
  const languages = Object.keys(files)
  // an answer counts in whosever words it is given
  const everyLanguage = [...Object.values(files), ...Object.values(toCustomers)]

  const commands = new Map<string, Command>()
  const prefixes: string[] = []
  for (const { common } of everyLanguage) {
    for (const command of COMMANDS) {
      for (const word of listAt(common?.commands, command)) {
        commands.set(keyOf(word) || word, command)
        if (command === 'edit') prefixes.push(keyOf(word))
      }
    }
  }
  prefixes.sort((left, right) => right.length - left.length)

  // those that most people use come before what they look like in others
  const written = [source, ...everyLanguage].flatMap((own) =>
    Object.entries(own).flatMap(([flow, tree]) => listAt(tree, 'triggers').map((word) => ({ word, flow }))),
  )
  const triggers = new Map(written.map(({ word, flow }) => [keyOf(word), flow]))
  const languageNames = new Map(
    languages.flatMap((language) => listAt(files[language]?.common, 'languageNames').map((name) => [keyOf(name), language] as const)),
  )
  const none = new Set(everyLanguage.flatMap(({ common }) => listAt(common, 'noneNames').map(keyOf)))
  const offers = new Map<string, readonly string[]>()
  for (const { common } of everyLanguage) {
    const said = treeAt(treeAt(common, 'offer'), 'exchange')
    for (const [id, text] of Object.entries(said)) offers.set(id, [...(offers.get(id) ?? []), ...namesOf(text)])
  }
  const ratings = new Map<number, string[]>()
  for (const { common } of everyLanguage) {
    for (const [score, text] of Object.entries(treeAt(common, 'ratings'))) {
      ratings.set(Number(score), [...(ratings.get(Number(score)) ?? []), ...namesOf(text)])
    }
  }
  const wordsByFlow = new Map<string, Words>()

  return {
    languages,
    triggers: written,
    phrase: (language, { key, values = {} }) => phrase(language, key, values),
    find(language, key, values = {}) {
      const isThere = instance.exists(key, { lng: language }) || (kindOf(key) && instance.exists(inGeneral(key), { lng: language }))
      return isThere ? phrase(language, key, values) : undefined
    },
    words(flow) {
      const known = wordsByFlow.get(flow)
      if (known) return known
      const words = wordsOf(
        everyLanguage.map((own) => own[flow] ?? {}),
        everyLanguage.flatMap(({ common, [flow]: own }) => [...listAt(common, 'slips'), ...listAt(own, 'slips')]),
        commands,
        prefixes,
        ratings,
        offers,
        none,
      )
      wordsByFlow.set(flow, words)
      return words
    },
    startedBy(text) {
      const whole = triggers.get(keyOf(text))
      if (whole) return { flow: whole, word: keyOf(text), rest: '' }
      // a sign needs no blank behind it: @孙强
      const [, first = '', rest = ''] = /^([@＠](?=\S)|\S+(?=[\s:：]))[\s:：]*(.+)$/su.exec(text.trim()) ?? []
      const flow = triggers.get(keyOf(first))
      return flow ? { flow, word: keyOf(first), rest } : undefined
    },
    languageNamed: (text) => languageNames.get(keyOf(text)),
  }
}

/** What is said of every kind of case, where a kind has no words of its own: `gift.done` → `cases.done`. */
const inGeneral = (key: string): string => key.replace(/^[^.]+/, 'cases')

const withAllCases = (files: TextFiles): TextFiles =>
  Object.fromEntries(Object.entries(files).map(([language, trees]) => [language, withCases(trees)]))

/** What a file says of a kind of case, under `case`, stands among the texts of no dialogue by the name of the kind. */
function withCases(trees: Readonly<Record<string, Tree>>): Record<string, Tree> {
  const cases = Object.entries(trees).flatMap(([name, tree]) => (isTree(tree.case) ? [[name, tree.case] as const] : []))
  return { ...trees, common: { ...trees.common, ...Object.fromEntries(cases) } }
}

/** What is said behind a word without meaning more: 不知道啊. */
const SPOKEN_ENDING = /(?<=.)[啊呀呢哦嘛哈]+$/u

function wordsOf(
  trees: readonly Tree[],
  slips: readonly string[],
  commands: ReadonlyMap<string, Command>,
  prefixes: readonly string[],
  ratings: ReadonlyMap<number, readonly string[]>,
  offers: ReadonlyMap<string, readonly string[]>,
  none: ReadonlySet<string>,
): Words {
  const options = new Map<string, string[]>()
  const fields = new Map<string, string[]>()
  const behind = new Map<string, string[]>()
  const heard = new Map<string, string[]>()
  const spoken = new Map<string, Spoken>()
  const add = (map: Map<string, string[]>, key: string, names: readonly string[]) =>
    map.set(key, [...(map.get(key) ?? []), ...names.filter(Boolean)])
  /** A running text is read in Simplified letters. */
  const addSpoken = (map: Map<string, string[]>, key: string, said: readonly string[]) =>
    map.set(key, once([...(map.get(key) ?? []), ...said]))
  for (const tree of trees) {
    for (const [id, step] of [...Object.entries(treeAt(tree, 'steps')), ...Object.entries(treeAt(tree, 'fields'))]) {
      add(fields, id, namesOf(step))
      addSpoken(behind, id, listAt(step, 'behind'))
      spoken.set(id, spokenIn(step, spoken.get(id)))
      for (const [option, text] of Object.entries(treeAt(step, 'options'))) {
        add(options, `${id}.${option}`, namesOf(text))
        addSpoken(heard, `${id}.${option}`, listAt(step, 'heard').includes('names') ? namesOf(text) : listAt(text, 'heard'))
      }
      for (const [name, text] of Object.entries(treeAt(step, 'shortcuts'))) add(options, `${id}.${name}`, namesOf(text))
    }
  }
  const between = once(trees.flatMap((tree) => listAt(tree, 'between')))
  const fieldKeys = new Set([...fields.values()].flat().map(keyOf))
  const optionKeys = new Set([...options.values()].flat().map(keyOf))
  return {
    command(text) {
      const key = keyOf(text) || tidy(text)
      const command = commands.get(key) ?? commands.get(key.replace(SPOKEN_ENDING, ''))
      if (command) return { command, rest: '' }
      const prefix = prefixes.find((word) => key.startsWith(word))
      const rest = prefix ? key.slice(prefix.length) : ''
      return prefix && fieldKeys.has(rest) ? { command: 'edit', rest } : undefined
    },
    ratingNames: (score) => ratings.get(score) ?? [],
    optionNames: (question, option) => options.get(`${question}.${option}`) ?? [],
    heardFor: (question, option) => heard.get(`${question}.${option}`) ?? [],
    offerNames: (candidate) => offers.get(candidate) ?? [],
    isNone: (text) => none.has(keyOf(text)),
    isOption: (text) => optionKeys.has(keyOf(text)),
    fieldNames: (field) => fields.get(field) ?? [],
    wordsBehind: (field) => behind.get(field) ?? [],
    spokenOf: (field) => spoken.get(field) ?? NOT_SPOKEN,
    between: () => between,
    meant: slipsIn(once(slips)),
  }
}

const once = (words: readonly string[]): string[] => [...new Set(words.filter(Boolean).map(simplified))]

const NOT_SPOKEN: Spoken = { before: [], fewer: [], unless: [], like: [], heard: [] }

/** With what another language says of the same field. */
function spokenIn(texts: Twig, other = NOT_SPOKEN): Spoken {
  const both = (name: keyof Spoken) => once([...other[name], ...listAt(texts, name)])
  return { before: both('before'), fewer: both('fewer'), unless: both('unless'), like: both('like'), heard: both('heard') }
}

function addFormatters(instance: i18n): void {
  for (const [name, format] of Object.entries(formatters)) {
    instance.services.formatter?.add(name, (value: Value, language, options: Record<string, unknown>) =>
      format(value, {
        language: language ?? SOURCE_LANGUAGE,
        options,
        // inside a sentence: its values are shielded already
        text: (key, values = {}, otherwise) =>
          instance.t(typeof key === 'string' ? key : [...key], {
            lng: language,
            replace: { ...values, language },
            nest: false,
            ...(otherwise !== undefined && { defaultValue: otherwise }),
          }),
      }),
    )
  }
}
