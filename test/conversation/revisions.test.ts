/** Revisions kept in the database are data of the outside: only what the checker of the files would pass is used. */
import { describe, expect, it } from 'vitest'
import { createRevisions } from '../../src/conversation/revisions.js'
import type { FlowDefinition } from '../../src/dialogue/flow.js'
import { revisionOf } from '../../src/dialogue/read-flow.js'
import type { Session } from '../../src/dialogue/session.js'
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

  it('of before 0.2 asks for its customer as a record', async () => {
    const step = { ...SMALL.steps.customer!, input: { type: 'customer' } }
    const revision = await keep({ ...SMALL, steps: { ...SMALL.steps, customer: step } })
    const flow = await createRevisions(bot().connection, []).of({ revision })
    expect(flow?.steps.customer).toEqual({ ...step, input: { type: 'record', lookup: 'customer' } })
  })

  it('of before 0.2 goes on where the dialogue was, with what was offered and sent in it', async () => {
    const { revision: _, ...today } = bot().app.dialogues.flows.find(({ id }) => id === 'complaint')!
    const { customer, ...others } = today.steps
    const revision = await keep({ ...today, steps: { ...others, customer: { ...customer, input: { type: 'customer' } } } })
    const liu = bot().person('liuna')
    await liu.says('投诉 结块')
    await liu.sendsPhoto()
    expect(await liu.says('秦汉新城建设')).toContain('档案里没有找到「秦汉新城建设」')
    const talks = bot().connection.db!.collection<{ _id: string; session: Session }>('conversations')
    const { session } = (await talks.findOne({ _id: 'wecom:liuna' }))!
    const { files, ...facts } = session.facts
    const candidates = session.offered!.candidates.map(({ isNew: _, ...candidate }) => candidate)
    const old = { ...session, revision, offered: { kind: 'customer', candidates }, facts: { ...facts, evidence: files } }
    await talks.updateOne({ _id: 'wecom:liuna' }, { $set: { session: old as never } })
    expect(await liu.says('帮助')).toContain('新增「秦汉新城建设」')
    expect(await liu.says('1')).toContain('客户：秦汉新城建设（新客户，资料不全）')
    expect((await talks.findOne({ _id: 'wecom:liuna' }))!.session).toMatchObject({ revision, facts: { files } })
    expect(files).toHaveLength(1)
    await liu.says('取消')
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
