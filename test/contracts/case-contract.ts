/** What holds for every kind of case, whatever it declares; `caseContract` for its declaration, `expectLawful` for a record of it. */
import { describe, expect, it } from 'vitest'
import { replay } from '../../src/cases/apply.js'
import type { CaseRecord, Seat } from '../../src/cases/case.js'
import type { CaseType } from '../../src/cases/case-type.js'
import { clockOf, mayBegin, openTasks, tasksStopping } from '../../src/cases/tasks.js'

export interface CaseContract {
  readonly kind: CaseType
  readonly kinds: readonly CaseType[]
  /** True where a sentence of that name exists in the language that everybody reads. */
  readonly hasText: (key: string) => boolean
}

/** @param kinds all that there are, for what one says of another */
export function caseContract({ kind, kinds, hasText }: CaseContract): void {
  const acts = Object.entries(kind.acts)

  describe(`every ${kind.kind}`, () => {
    it.each(acts)('%s holds what its schema says, and nothing else is declared', (name) => {
      expect(Object.keys(kind.data)).toContain(name)
    })

    it.each(acts.filter(([, { task }]) => task))('whoever has %s to do may do it', (_name, { task, by, button, dialogue }) => {
      expect([button, dialogue].filter(Boolean)).toHaveLength(1)
      // those that depend on the record are looked at in a record (`expectLawful`)
      const { seats } = task!
      for (const seat of typeof seats === 'function' ? [] : seats) expect(by).toContain(seat)
    })

    it.each(acts.filter(([, { decides }]) => decides))('%s says whose it is not to decide', () => {
      expect(['own', 'twice'].filter((reason) => !hasText(`${kind.kind}.refused.${reason}`))).toEqual([])
    })

    it.each(Object.entries(kind.clocks))('the reminder of %s has the button that stops it', (id, { stops }) => {
      const buttons = stops.filter((name) => {
        const { task, offered, dialogue } = kind.acts[name]!
        return [task?.clock ?? []].flat().includes(id) || (offered && dialogue)
      })
      expect(buttons).not.toEqual([])
    })

    it.each(acts.filter(([, { task }]) => task))('%s is not waited for without a time that runs', (_name, { task }) => {
      const { clock = [], untimed } = task!
      const clocks = [clock].flat()
      for (const id of clocks) expect(Object.keys(kind.clocks)).toContain(id)
      expect(clocks.length > 0 || untimed !== undefined).toBe(true)
    })

    it.each(statesOf(kind).filter((state) => !kind.ended.includes(state)))(
      'in %s somebody is asked in time, or it goes on by itself',
      (state) => {
        const ways = acts.filter(([, { from }]) => from.includes(state))
        expect(ways.some(([, { task, by, to }]) => task?.clock !== undefined || (to !== undefined && by.includes('SYSTEM')))).toBe(true)
      },
    )

    it.each(Object.entries(kind.clocks))('somebody above hears of %s in the end', (_id, { chase, noneAbove }) => {
      const seats = new Set(chase.flatMap(([, ...to]) => to))
      const isHeardAbove = seats.size > 1 && [...seats].some((seat) => HEADS.includes(seat))
      expect(isHeardAbove || noneAbove !== undefined).toBe(true)
    })

    it.each(Object.entries(kind.clocks))('%s has a name, and the sentences that its reminders carry', (id, { note }) => {
      const notes = typeof note === 'object' ? Object.values(note) : [note ?? []].flat()
      expect([`clocks.${id}`, ...notes].filter((key) => !hasText(`${kind.kind}.${key}`))).toEqual([])
    })

    it('has a word for each of its states', () => {
      expect([...statesOf(kind), ...kind.ended].filter((state) => !hasText(`${kind.kind}.states.${state}`))).toEqual([])
    })

    it('offers what is under 更多 in an order that is its own', () => {
      const places = acts.flatMap(([, { offered }]) => (typeof offered === 'object' ? [offered.more] : []))
      expect(places).toEqual([...new Set(places)])
    })

    it('begins and follows cases of kinds that exist, which have words for where they belong', () => {
      const begun = acts.flatMap(([, { begins }]) => begins?.kind ?? [])
      for (const name of [...begun, ...Object.keys(kind.childEnded ?? {})]) {
        const child = kinds.find((one) => one.kind === name)
        expect(Object.values(child?.acts ?? {}).filter(({ from, dialogue }) => from.length === 0 && !dialogue)).toHaveLength(1)
        for (const related of [kind.kind, name])
          for (const text of ['label', 'value', 'button']) expect(hasText(`${related}.kin.${text}`)).toBe(true)
      }
      for (const act of Object.values(kind.childEnded ?? {})) expect(kind.acts[act]?.by).toEqual(['SYSTEM'])
      // it begins when the act is announced
      expect(acts.filter(([, { begins, telling = 'card' }]) => begins && telling !== 'card')).toEqual([])
    })

    it.each(acts)('the texts of %s exist', (name, { button, dialogue, by, worksOut = [] }) => {
      const isForPeople = by.some((actor) => actor !== 'SYSTEM')
      const required = dialogue ? (kind.data[name]!.safeParse({}).error?.issues ?? []).map(({ path }) => String(path[0])) : []
      const keys = [
        ...(isForPeople ? [`did.${name}`] : []),
        ...(button || dialogue ? [`steps.${button ?? dialogue}`] : []),
        ...required.filter((field) => !worksOut.includes(field)).map((field) => `fieldNames.${field}`),
      ]
      expect(keys.filter((key) => !hasText(`${kind.kind}.${key}`))).toEqual([])
    })
  })
}

const statesOf = ({ acts }: CaseType): string[] => [
  ...new Set(Object.values(acts).flatMap(({ from, to }) => [...from, ...(typeof to === 'string' ? [to] : [])])),
]

const HEADS: readonly Seat[] = ['MKT_HEAD', 'QC_HEAD', 'GM']

/** At every moment of its life: what somebody is asked for they may do, a task knows the clock that runs for it, and nothing becomes late that nobody may do. */
export function expectLawful(kind: CaseType, record: CaseRecord): void {
  for (let count = 1; count <= record.events.length; count++) {
    const then = replay(kind, record.events.slice(0, count))
    for (const task of openTasks(kind, then)) {
      for (const seat of task.seats) expect([task.id, seat, mayBegin(kind, then, task.event, [seat])]).toEqual([task.id, seat, true])
      const clock = clockOf(then, task)
      if (clock) expect(kind.clocks[clock.id]!.stops.length).toBeGreaterThan(0)
    }
    const pressing = then.clocks.filter(({ id, stoppedAt }) => !stoppedAt && kind.clocks[id]?.pressing === undefined)
    for (const clock of pressing) expect([clock.key, tasksStopping(kind, then, clock).length > 0]).toEqual([clock.key, true])
  }
}
