/** Every rule of the organisation file: first a good file, then the smallest bad one, with line, fault and advice. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ROOT } from '../../src/config.js'
import { ConfigError } from '../../src/errors.js'
import { describeProblem } from '../../src/faults/problem.js'
import { listsOf } from '../../src/people/option-lists.js'
import { readOrganisation, responsibleDepartments } from '../../src/people/organisation.js'

const example = readFileSync(join(ROOT, 'org.example.yaml'), 'utf8')
const GOOD = `company: 秦源
plants:
  - { id: weinan, name: 渭南厂, shortName: 渭南 }
departments:
  - { id: works, name: 生产部, plant: weinan, kinds: [BAG_COUNT, BAG_WEIGHT, BREAKAGE, CAKING, BULK_SHORT, QUALITY, OTHER] }
roles:
  - { role: MKT_HEAD, wecom: { users: [zhao] } }
  - { role: QC_HEAD, wecom: { users: [zhou] } }
  - { role: QC, plant: weinan, wecom: { tags: [1] } }
  - { role: DEPT, department: works, wecom: { departments: [5] } }
calendar:
  years: { 2027: { off: ["2027-01-01..2027-01-03"], working: ["2027-01-09"] } }
  company:
    - { days: 2026-12-20..2026-12-25, plant: weinan, works: off, note: 大修 }
rules:
  officeHours: [["08:30", "12:00"], ["14:00", "24:00"]]
  quietHours: ["22:00", "07:00"]
  digestAt: "08:30"
`

const OWN_RULES = { gift: z.strictObject({ limitYuan: z.number().optional() }).prefault({}), visit: z.strictObject({}).prefault({}) }

function faultsOf(text: string, language = 'en'): readonly string[] {
  try {
    readOrganisation('org.yaml', text, OWN_RULES)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map((problem) => describeProblem(problem, language))
    throw error
  }
}
const without = (text: string, ...pieces: readonly (readonly [string, string])[]) =>
  pieces.reduce((changed, [from, to]) => {
    expect(changed).toContain(from)
    return changed.replace(from, to)
  }, text)

describe('the organisation file', () => {
  it('is in order as small as it can be, and as given', () => {
    expect(faultsOf(GOOD)).toEqual([])
    expect(faultsOf(example)).toEqual([])
    expect(
      faultsOf(
        GOOD.replace(
          'rules:',
          'people:\n  - { name: 王强, contacts: { wecom: wang, dingtalk: ["0123", "0124"] } }\n  - { id: li, name: 李, contacts: { wecom: li } }\nrules:',
        ),
      ),
    ).toEqual([])
  })

  it.each([
    [
      'office hours that end before they begin',
      ['["08:30", "12:00"]', '["18:00", "08:30"]'],
      /^org\.yaml:16 .*18:00 to 08:30 ends before it begins — write the earlier/,
    ],
    ['an hour that there is none', ['"12:00"', '"25:99"'], /^org\.yaml:16 rules\.officeHours\.0\.1: must be a time from 00:00 to 24:00/],
    [
      'hours that overlap',
      ['["14:00"', '["11:00"'],
      /^org\.yaml:16 .*11:00 to 24:00 begins before 08:30 to 12:00 is over — list the hours in order/,
    ],
    [
      'hours out of order',
      ['[["08:30", "12:00"], ["14:00", "24:00"]]', '[["14:00", "18:00"], ["08:30", "12:00"]]'],
      /^org\.yaml:16 .*list the hours in order/,
    ],
    [
      'hardly any time to work',
      ['[["08:30", "12:00"], ["14:00", "24:00"]]', '[["08:30", "08:35"]]'],
      /^org\.yaml:16 .*leaves 5 minutes a day to work — open at least an hour a week/,
    ],
    ['quiet hours that are no time', ['"22:00"', '"24:30"'], /^org\.yaml:17 rules\.quietHours\.0: must be a time/],
    [
      'quiet hours of no length',
      ['["22:00", "07:00"]', '["07:00", "07:00"]'],
      /^org\.yaml:17 .*07:00 to 07:00 is no time at all — write when/,
    ],
    ['a digest at no time', ['digestAt: "08:30"', 'digestAt: "8:30"'], /^org\.yaml:18 rules\.digestAt: must be a time/],
    ['a day that there is none', ['["2027-01-09"]', '["2027-02-30"]'], /^org\.yaml:12 .*2027-02-30 is no day — write days that exist/],
    [
      'days in the wrong order',
      ['2026-12-20..2026-12-25', '2026-12-25..2026-12-20'],
      /^org\.yaml:14 .*ends before it begins — write the earlier day first/,
    ],
    ['days without end', ['2026-12-20..2026-12-25', '2026-12-20..9999-12-31'], /^org\.yaml:14 .*is longer than 400 days — check the year/],
    [
      'days off of a plant that there is none',
      ['plant: weinan, works: off', 'plant: xian, works: off'],
      /^org\.yaml:14 .*names plant “xian”, which is not listed — .*weinan/,
    ],
    [
      'a kind that nobody answers for',
      ['CAKING, BULK_SHORT, QUALITY, OTHER', 'CAKING'],
      /^org\.yaml:4 .*no department of “weinan” answers for BULK_SHORT, QUALITY, OTHER — add the kinds/,
    ],
    [
      'a kind of the company’s own without a name',
      ['\nroles:', '\nkinds:\n  - { id: admixture }\nroles:'],
      /^org\.yaml:7 kinds\.0: “admixture” has no name — add name:/,
    ],
    [
      'a cause that is switched off though it takes what fits nothing else',
      ['\nroles:', '\ncauses:\n  - { id: UNDECIDED, isOff: true }\nroles:'],
      /^org\.yaml:7 causes\.0\.isOff: “UNDECIDED” takes what fits nothing else — leave it on/,
    ],
    [
      'a department that answers for what is no kind',
      ['CAKING, BULK_SHORT', 'admixture, CAKING, BULK_SHORT'],
      /^org\.yaml:5 .*names “admixture”, which is no kind of complaint — name one of: BAG_COUNT/,
    ],
    [
      'a department without anybody',
      ['  - { role: DEPT, department: works, wecom: { departments: [5] } }\n', ''],
      /^org\.yaml:5 .*nobody answers for “works” — add a line \{ role: DEPT, department: works/,
    ],
    [
      'a plant without quality control',
      ['  - { role: QC, plant: weinan, wecom: { tags: [1] } }\n', ''],
      /^org\.yaml:3 .*“weinan” has no QC, who must accept its complaints — add a line \{ role: QC, plant: weinan/,
    ],
    ['a role of nobody', ['wecom: { tags: [1] }', 'wecom: { tags: [] }'], /^org\.yaml:9 .*names nobody of WeCom or DingTalk — add wecom/],
    ['a role without WeCom', [', wecom: { tags: [1] }', ''], /^org\.yaml:9 .*names nobody of WeCom/],
    [
      'two plants of one id',
      ['shortName: 渭南 }\n', 'shortName: 渭南 }\n  - { id: weinan, name: 二厂, shortName: 二厂 }\n'],
      /^org\.yaml:4 plants\.1\.id: “weinan” is there twice/,
    ],
    [
      'a department role of another plant',
      ['role: DEPT, department: works', 'role: DEPT, plant: xian, department: works'],
      /“works” belongs to “weinan”, not to “xian” — write plant: weinan/,
    ],
    [
      'a contact of two people',
      [
        'rules:',
        'people:\n  - { name: 王强, contacts: { wecom: wang } }\n  - { name: 王刚, contacts: { dingtalk: "1", wecom: Wang } }\nrules:',
      ],
      /^org\.yaml:17 people\.1\.contacts\.wecom: “wecom:wang” is listed for 王强 already — list each contact once/,
    ],
    [
      'a platform that there is none',
      ['rules:', 'people:\n  - { name: 王强, contacts: { wechat: wang } }\nrules:'],
      /^org\.yaml:16 people\.0\.contacts\.wechat: “wechat” is no platform — write one of: wecom, /,
    ],
    [
      'a person without a contact',
      ['rules:', 'people:\n  - { name: 王强, contacts: {} }\nrules:'],
      /^org\.yaml:16 people\.0\.contacts: names no contact — add the user id/,
    ],
    [
      'an id of two people',
      [
        'rules:',
        'people:\n  - { id: wang, name: 王强, contacts: { wecom: a } }\n  - { id: wang, name: 王刚, contacts: { wecom: b } }\nrules:',
      ],
      /^org\.yaml:17 people\.1\.id: “wang” is somebody else’s — give each an id/,
    ],
    [
      'an id that is a contact of somebody else',
      ['rules:', 'people:\n  - { id: "wecom:b", name: 王强, contacts: { wecom: a } }\n  - { name: 王刚, contacts: { wecom: b } }\nrules:'],
      /^org\.yaml:16 people\.0\.id: “wecom:b” is somebody else’s/,
    ],
    [
      'a user id that YAML takes for a number',
      ['rules:', 'people:\n  - { name: 王强, contacts: { dingtalk: 123 } }\nrules:'],
      /^org\.yaml:16 people\.0\.contacts\.dingtalk\.0: must be text, not 123 — put numbers in quotes/,
    ],
    ['a clock that never ends', ['digestAt: "08:30"', 'planDays: 100000'], /^org\.yaml:18 rules\.planDays: /],
  ] as const)('%s is found with line and advice', (_, [from, to], expected) => {
    const faults = faultsOf(without(GOOD, [from, to]))
    expect(
      faults.some((fault) => expected.test(fault)),
      faults.join('\n'),
    ).toBe(true)
  })

  it.each([
    ['a section', '  gift: { limitYuan: 500 }\n  visit: {}', []],
    ['a section of no kind', '  gfit: { limitYuan: 500 }', [/^org\.yaml:19 rules\.gfit: there is no “gfit” here; did you mean “gift”\?$/]],
    ['a rule that there is none', '  planDay: 3', [/^org\.yaml:19 rules\.planDay: there is no “planDay” here; did you mean “planDays”\?$/]],
    [
      'a rule of a section that has no such',
      '  gift:\n    limitYen: 5',
      [/^org\.yaml:20 rules\.gift\.limitYen: .*; did you mean “limitYuan”\?$/],
    ],
    [
      'a rule of a general section',
      '  retention:\n    draftDay: 5',
      [/^org\.yaml:20 rules\.retention\.draftDay: .*; did you mean “draftDays”\?$/],
    ],
    [
      'a rule of a section that is no number',
      '  gift: { limitYuan: much }',
      [/^org\.yaml:19 rules\.gift\.limitYuan: must be a number, not much/],
    ],
    [
      'several of them',
      '  gfit: {}\n  vist: {}\n  gift: { a: 1, b: 2 }',
      [/rules\.gift\.a/, /rules\.gift\.b/, /:19 rules\.gfit/, /:20 rules\.vist/],
    ],
    ['a section that inherits nothing', '  constructor: {}', [/rules\.constructor: there is no “constructor” here/]],
  ])('rules of the kinds of case: %s', (_title, lines, expected) => {
    const faults = faultsOf(`${GOOD}${lines}\n`)
    expect(faults).toHaveLength(expected.length)
    for (const one of expected)
      expect(
        faults.some((fault) => one.test(fault)),
        faults.join('\n'),
      ).toBe(true)
  })

  it('tells all faults of all parts at once, also beside one that cannot be read', () => {
    const faults = faultsOf(
      without(
        GOOD,
        ['["08:30", "12:00"]', '["18:00", "08:30"]'],
        ['2027-01-09', '2027-02-30'],
        ['wecom: { tags: [1] }', 'wecom: {}'],
        ['company: 秦源', 'firm: 秦源'],
        ['rules:', 'rules:\n  gfit: {}'],
      ),
    )
    for (const expected of [/there is no “firm” here/, /ends before it begins/, /rules\.gfit/, /is no day/, /names nobody of WeCom/])
      expect(
        faults.some((fault) => expected.test(fault)),
        faults.join('\n'),
      ).toBe(true)
  })
})

describe('in Chinese, as it is unless English is asked for', () => {
  it.each([
    ['an unknown name of a part', ['company: 秦源', 'compny: 秦源'], 'org.yaml 第 1 行（compny）：没有「compny」这一项，是不是 company？'],
    ['what is missing', ['company: 秦源\n', ''], 'org.yaml 第 1 行（company）：缺这一项，请补上'],
    ['an unknown role', ['role: QC_HEAD', 'role: QCHEAD'], 'org.yaml 第 8 行（roles.1.role）：不能是 QCHEAD，是不是 QC_HEAD？'],
    [
      'a role that nobody has',
      ['  - { role: QC_HEAD, wecom: { users: [zhou] } }\n', ''],
      'org.yaml 第 6 行（roles）：没有人是 QC_HEAD，每份上报都要发给这个角色（R19.1.b），请在 roles 里加一行 role: QC_HEAD',
    ],
    [
      'an unknown plant',
      ['role: QC, plant: weinan', 'role: QC, plant: weinam'],
      'org.yaml 第 9 行（roles.2.plant）：没有「weinam」这家工厂，是不是 weinan？',
    ],
    [
      'a plant nothing like those that there are',
      ['plant: weinan, works: off', 'plant: xian-two, works: off'],
      'org.yaml 第 14 行（calendar.company.0.plant）：没有「xian-two」这家工厂，请先列在 plants 里，或者写其中一个：weinan',
    ],
    [
      'the same id twice',
      ['shortName: 渭南 }\n', 'shortName: 渭南 }\n  - { id: weinan, name: 二厂, shortName: 二厂 }\n'],
      'org.yaml 第 4 行（plants.1.id）：「weinan」写了两遍，请给每一个不同的 id',
    ],
    [
      'an id in Chinese',
      ['{ id: works, name', '{ id: 生产部, name'],
      'org.yaml 第 5 行（departments.0.id）：只能用小写字母、数字和短横线，不能是 生产部，请用字母开头，如 weinan-packing',
    ],
    ['the same part twice', ['\nroles:', '\ncompany: 秦源二厂\nroles:'], 'org.yaml 第 6 行：同一处写了两个「company」，请删掉一个'],
    [
      'a number where text is meant',
      ['users: [zhao]', 'users: [12]'],
      'org.yaml 第 7 行（roles.0.wecom.users.0）：要写文字，不能是 12，数字请放进英文引号里，如 "0123"',
    ],
    [
      'text where a number is meant',
      ['tags: [1]', 'tags: [质检]'],
      'org.yaml 第 9 行（roles.2.wecom.tags.0）：要写数字，不能是 质检，请只写数字，不带引号和单位',
    ],
    [
      'one where a list is meant',
      ['users: [zhao]', 'users: zhao'],
      'org.yaml 第 7 行（roles.0.wecom.users）：要写成一列，不能是 zhao，请放进方括号里，如 [a, b]',
    ],
    [
      'a kind of complaint that there is none',
      ['BAG_COUNT, BAG', 'BAGCOUNT, BAG'],
      'org.yaml 第 5 行（departments.0.kinds）：没有「BAGCOUNT」这个投诉类别，是不是 BAG_COUNT？',
    ],
    [
      'a date written otherwise',
      ['2027-01-09', '2027/1/9'],
      'org.yaml 第 12 行（calendar.years.2027.working.0）：要写日期，不能是 2027/1/9，请写成 2026-07-20，或者 2026-07-20..2026-07-25',
    ],
    [
      'a day that there is none',
      ['2027-01-09', '2027-02-30'],
      'org.yaml 第 12 行（calendar.years.2027.working.0）：没有 2027-02-30 这一天',
    ],
    ['a year of two figures', ['years: { 2027:', 'years: { 27:'], 'org.yaml 第 12 行（calendar.years.27）：要写年份，不能是 '],
    [
      'a time without its zero',
      ['digestAt: "08:30"', 'digestAt: "8:30"'],
      'org.yaml 第 18 行（rules.digestAt）：要写 00:00 到 23:59 的时间，不能是 8:30，时和分各写两位',
    ],
    ['a rule beyond reason', ['digestAt: "08:30"', 'planDays: 100000'], 'org.yaml 第 18 行（rules.planDays）：不能是 100000，最大写 366'],
    ['a rule of nothing', ['digestAt: "08:30"', 'planDays: 0'], 'org.yaml 第 18 行（rules.planDays）：不能是 0，要比 0 大'],
    ['half a day', ['digestAt: "08:30"', 'planDays: 1.5'], 'org.yaml 第 18 行（rules.planDays）：要写整数，不能是 1.5，请去掉小数点'],
    [
      'signers that there are none',
      ['digestAt: "08:30"', 'approval: [{ by: [GM] }]'],
      'org.yaml 第 18 行（rules.approval.0.by）：不能是 ["GM"]，请写 [MKT_HEAD] 或 [MKT_HEAD, GM]',
    ],
  ] as const)('%s is told with its line and what to do', (_, [from, to], expected) => {
    const faults = faultsOf(without(GOOD, [from, to]), 'zh-CN')
    expect(
      faults.some((fault) => fault.startsWith(expected)),
      faults.join('\n'),
    ).toBe(true)
    expect(faults.join('\n')).not.toMatch(/must|is |Invalid|expected/)
  })
})

it('a department of the whole company answers for its kinds at every plant, one without kinds only where it is named', () => {
  const organisation = readOrganisation(
    'org.yaml',
    GOOD.replace('plant: weinan, kinds:', 'kinds:').replace(
      '\nroles:',
      '\n  - { id: transport, name: 物流部 }\nroles:\n  - { role: DEPT, department: transport, wecom: { departments: [6] } }',
    ),
    OWN_RULES,
  )
  expect(responsibleDepartments(organisation, 'CAKING', 'weinan').map(({ id }) => id)).toEqual(['works'])
  expect(listsOf(organisation).departments?.labels).toEqual({ works: { label: '生产部' }, transport: { label: '物流部' } })
})

it('a kind that nobody is named for is answered for as 其他 is; one that is switched off needs nobody', () => {
  const lists =
    'kinds:\n  - { id: admixture, name: 外加剂不适应 }\n  - { id: CAKING, isOff: true }\ncauses:\n  - { id: PACKING, name: 装车 }\n'
  const organisation = readOrganisation('org.yaml', GOOD.replace('CAKING, ', '').replace('\nroles:', `\n${lists}roles:`), OWN_RULES)
  expect(responsibleDepartments(organisation, 'admixture', 'weinan').map(({ id }) => id)).toEqual(['works'])
  const { kinds, everyKind, causes } = listsOf(organisation)
  expect(kinds?.offered).toEqual(['BAG_COUNT', 'BAG_WEIGHT', 'BREAKAGE', 'BULK_SHORT', 'QUALITY', 'admixture', 'OTHER'])
  expect(everyKind?.offered).toContain('CAKING')
  expect(causes?.labels).toEqual({ PACKING: { label: '装车' } })
})
