/** Revisions kept in the database are data of the outside: only what the checker of the files would pass is used. */
import { describe, expect, it } from 'vitest'
import { createRevisions } from '../../src/conversation/revisions.js'
import { revisionOf } from '../../src/dialogue/check-flow.js'
import type { FlowDefinition } from '../../src/dialogue/flow.js'
import { useBot } from '../setup/bot.js'

const bot = useBot()

const SMALL: FlowDefinition = {
  id: 'complaint',
  facts: [],
  start: 'customer',
  steps: {
    customer: {
      type: 'question',
      input: { type: 'text', min: 1, max: 20 },
      optional: false,
      unknown: false,
      missing: false,
      quiet: false,
      next: [{ when: { customer: { $eq: 'x' } }, to: 'thanks' }, { to: 'thanks' }],
    },
    thanks: { type: 'end', outcome: 'completed', values: [], silent: true },
  },
}
const withGuard = (when: object) => {
  const { customer, ...others } = SMALL.steps
  return { ...SMALL, steps: { customer: { ...customer, next: [{ when, to: 'thanks' }, { to: 'thanks' }] }, ...others } }
}
const CODE = { $where: 'globalThis.ranFromTheDatabase = true, false' }

async function store(id: string, definition: unknown): Promise<string> {
  const document = { flow: 'complaint', definition }
  await bot()
    .connection.db!.collection('flowrevisions')
    .replaceOne({ _id: id as never }, document, { upsert: true, ignoreUndefined: true })
  return id
}
/** As `remember` writes it: the definition with its own hash. */
async function keep(definition: object): Promise<string> {
  const revision = revisionOf(definition)
  return store(revision, JSON.stringify({ ...definition, revision }))
}

describe('a revision in the database', () => {
  it('is used when it is what its hash says', async () => {
    const revision = await keep(SMALL)
    expect(await createRevisions(bot().connection, []).of({ revision })).toEqual({ ...SMALL, revision })
  })

  it('is kept so that a later start can read it, every dialogue of this program', async () => {
    const later = createRevisions(bot().connection, [])
    for (const flow of bot().app.dialogues.flows) expect(await later.of(flow)).toEqual(flow)
  })

  it.each<[string, () => Promise<string>]>([
    ['code in a guard', () => keep(withGuard(CODE))],
    ['code in the condition on an answer', () => keep(withGuard({ customer: CODE }))],
    ['a condition beyond those of the files', () => keep(withGuard({ customer: { $regex: '(a+)+$' } }))],
    ['a step of no known type', () => keep({ ...SMALL, steps: { customer: { type: 'shell', run: 'x' } } })],
    ['a branch that leads nowhere', () => keep({ ...SMALL, start: 'nowhere' })],
    [
      'a loop that would never end',
      () => keep({ ...SMALL, steps: { customer: { type: 'message', values: [], next: [{ to: 'customer' }] } } }),
    ],
    ['other content than its hash says', () => store('0123456789ab', JSON.stringify({ ...SMALL, revision: '0123456789ab' }))],
    ['half of a text', () => store('half', '{"id":"complaint","st')],
    ['no definition at all', () => store('none', undefined)],
    ['a list instead of a dialogue', () => store('list', '[]')],
  ])('is unknown, and named in the log, when it holds %s', async (_what, write) => {
    const revision = await write()
    const unusable: string[] = []
    expect(await createRevisions(bot().connection, [], ({ revision }) => unusable.push(revision)).of({ revision })).toBeUndefined()
    expect(unusable).toEqual([revision])
  })

  it('that is poisoned runs nothing, ends in a friendly word, and stops nobody else', async () => {
    const [wang, liu] = [bot().person('wangqiang'), bot().person('liuna')]
    await wang.says('投诉 破损')
    const revision = await keep(withGuard(CODE))
    await bot()
      .connection.db!.collection('conversations')
      .updateOne({ _id: 'wecom:wangqiang' as never }, { $set: { 'session.revision': revision } })
    expect(await wang.says('宏基')).toContain('这个对话已经更新')
    expect(globalThis).not.toHaveProperty('ranFromTheDatabase')
    expect(await liu.says('投诉 破损')).toContain('哪个客户')
    expect(await wang.says('投诉 破损')).toContain('哪个客户')
  })
})
