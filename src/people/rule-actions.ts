/** 规则, 修改规则 and 规则记录: what the regulation leaves to the company, as it is in force, how it is changed and by whom (R22). */
import { instant } from '../calendar/index.js'
import { type Notice, type Notifier, type Phrase, say } from '../delivery/notice.js'
import type { Values } from '../dialogue/session.js'
import { NotAllowedError, UserFacingError } from '../errors.js'
import type { Action, ActionRequest, ActionsNamed } from './action.js'
import type { Directory } from './directory.js'
import { type OwnRules, RULE_GROUPS, type RuleGroup } from './organisation-schema.js'
import { holdsRole, type Person, ROLES, type Role } from './person.js'
import { type Rule, rulesIn } from './rule-list.js'
import { readRule, shownRule, signersIn } from './rule-values.js'
import type { SettingChange } from './setting-changes.js'
import type { CompanySettings } from './settings.js'

export const RULE_ACTIONS = [
  'showRules',
  'beginRuleChange',
  'checkRules',
  'showRule',
  'readRule',
  'ruleChanged',
  'listRuleChanges',
] as const
/** Those that a button may run. */
export const RULE_BUTTONS = ['showRules', 'beginRuleChange'] as const

export interface RuleActionDeps {
  readonly settings: Pick<CompanySettings, 'valueOf' | 'change' | 'history'>
  readonly kinds: OwnRules
  readonly directory: Pick<Directory, 'holders'>
  readonly notifier: Notifier
}

const CHANGES_LISTED = 10

export function createRuleActions({ settings, kinds, directory, notifier }: RuleActionDeps): ActionsNamed<typeof RULE_ACTIONS> {
  const rules = rulesIn(kinds)

  /** One group after the other. */
  const showRules: Action = async ({ by, at, reference }) => {
    refuseOutsiders(by)
    const group = RULE_GROUPS.find((one) => one === reference) ?? RULE_GROUPS[0]
    const planned = (await settings.history()).filter(({ from }) => from > at).toReversed()
    const lines = rules.filter((rule) => rule.group === group).map((rule) => lineOf(rule, planned))
    return {
      say: [
        say('rules.page', { group, lines }),
        otherGroups(
          group,
          rules.some((rule) => mayChange(by, rule)),
        ),
      ],
    }
  }

  function lineOf(rule: Rule, planned: readonly SettingChange[]): Values {
    const next = planned.find(({ settings: [one] }) => one?.path === rule.path)
    return {
      rule: rule.id,
      value: shownRule(rule, settings.valueOf(rule.path)),
      planned: next && { from: next.from.toISOString(), value: shownRule(rule, next.settings[0]?.after) },
    }
  }

  const beginRuleChange: Action = async ({ by }) => {
    refuseOutsiders(by)
    return { start: { flow: 'changeRule', facts: {} } }
  }

  /** Refuses whoever may change none before they are asked for one. */
  const checkRules: Action = async ({ by }) => {
    if (!rules.some((rule) => mayChange(by, rule)))
      throw new NotAllowedError('rules.noneAllowed', {
        roles: ROLES.filter((role) => rules.some((rule) => changersOf(rule).includes(role))),
      })
    return {}
  }

  /** Refuses whoever may not change this one before they are asked for a value. */
  const showRule: Action = async ({ by, answers }) => {
    const rule = named(answers)
    if (!mayChange(by, rule)) throw new NotAllowedError('rules.notAllowed', { rule: rule.id, roles: changersOf(rule) })
    const value = settings.valueOf(rule.path)
    return {
      facts: {
        ruleName: rule.id,
        unit: rule.unit,
        shown: written(value),
        present: shownRule(rule, value),
        asks: rule.unit === 'option' ? rule.id : 'VALUE',
      },
    }
  }

  const readRuleValue: Action = async ({ answers, facts }) => {
    const rule = named(answers)
    const value = valueIn(rule, answers)
    if (written(value) === facts.shown) throw new UserFacingError('rules.same', { rule: rule.id, value: shownRule(rule, value) })
    return { facts: { wanted: shownRule(rule, value), holdsFor: rule.group === 'office' ? 'everything' : 'newCases' } }
  }

  const ruleChanged: Action = async (request) => {
    const { key, by, at, answers, facts } = request
    const rule = named(answers)
    if (!mayChange(by, rule)) throw new NotAllowedError('rules.notAllowed', { rule: rule.id, roles: changersOf(rule) })
    const before: unknown = typeof facts.shown === 'string' ? JSON.parse(facts.shown) : undefined
    const change = await settings.change({
      key,
      at,
      from: fromIn(request),
      by: { id: by.id, name: by.name },
      reason: String(answers.reason),
      settings: [{ path: rule.path, before, after: valueIn(rule, answers) }],
    })
    const values = changeValues(rule, change)
    await tellOthers(key, by, rule, change, values)
    return { say: [say('rules.changed', values)] }
  }

  /** Whoever else may change it, and whoever signs by it or did. */
  async function tellOthers(key: string, by: Person, rule: Rule, { settings: [setting] }: SettingChange, values: Values): Promise<void> {
    const roles = new Set([...changersOf(rule), ...signersIn(setting?.before), ...signersIn(setting?.after)])
    const holders = await Promise.all([...roles].map((role) => directory.holders(role)))
    const others = new Set(holders.flat().flatMap(({ id }) => (id === by.id ? [] : [id])))
    await notifier.notify([...others].map((to) => ({ id: `${key}.${to}`, to, notice: say('rules.changedBy', values) })))
  }

  const listRuleChanges: Action = async ({ by }) => {
    refuseOutsiders(by)
    const lines = (await settings.history()).flatMap((change) => linesOf(change))
    if (lines.length === 0) return { say: [say('rules.noChanges')] }
    return { say: [say('rules.changes', { lines: lines.slice(0, CHANGES_LISTED), count: lines.length })] }
  }

  const linesOf = (change: SettingChange): Values[] =>
    change.settings.flatMap((setting) => {
      const rule = rules.find(({ path }) => path === setting.path)
      return rule ? [changeValues(rule, { ...change, settings: [setting] })] : []
    })

  /** @throws UserFacingError that says how it is written */
  function valueIn(rule: Rule, answers: Values): unknown {
    const reading = readRule(rule, String(answers[rule.unit === 'option' ? rule.id : 'value']))
    if (!reading.ok) throw new UserFacingError(`rules.${reading.reason}`, { rule: rule.id, ...reading.values })
    return reading.value
  }

  /** @throws UserFacingError where a dialogue of an earlier version offers what is no rule any more */
  function named({ rule: id }: Values): Rule {
    const rule = rules.find((one) => one.id === id)
    if (!rule) throw new UserFacingError('rules.gone', {}, true)
    return rule
  }

  return { showRules, beginRuleChange, checkRules, showRule, readRule: readRuleValue, ruleChanged, listRuleChanges }
}

function changeValues(rule: Rule, { at, from, by, reason, settings: [setting] }: SettingChange): Values {
  return {
    rule: rule.id,
    at: at.toISOString(),
    by: by?.name,
    file: by === undefined,
    reason,
    from: from.toISOString(),
    later: from > at ? from.toISOString() : undefined,
    before: shownRule(rule, setting?.before),
    after: shownRule(rule, setting?.after),
    holdsFor: rule.group === 'office' ? 'everything' : 'newCases',
  }
}

function otherGroups(group: RuleGroup, mayChangeSome: boolean): Notice {
  const show = (one: RuleGroup) => ({ key: `do:showRules:${one}`, label: phrase(`rules.groups.${one}`) })
  const change = { key: 'do:beginRuleChange:', label: phrase('rules.change'), style: 'primary' as const }
  return {
    type: 'card',
    card: `rules-${group}`,
    title: phrase('rules.others'),
    rows: [],
    buttons: [...RULE_GROUPS.filter((one) => one !== group).map(show), ...(mayChangeSome ? [change] : [])],
  }
}
const phrase = (key: string): Phrase => ({ key })

const changersOf = ({ by = 'MKT_HEAD' }: Rule): readonly Role[] => [...new Set<Role>([by, 'ADMIN'])]
const mayChange = (person: Person, rule: Rule): boolean => holdsRole(person, changersOf(rule))

function refuseOutsiders({ roles }: Person): void {
  if (roles.length === 0) throw new NotAllowedError('rules.onlyStaff')
}

/** As a fact of the dialogue, to be compared with what is set by then. */
const written = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value))

/** 马上 is the moment that was tapped; a day begins at its midnight. */
function fromIn({ answers, at }: ActionRequest): Date {
  const from = String(answers.from)
  return from.includes('T') ? at : instant(from)
}
