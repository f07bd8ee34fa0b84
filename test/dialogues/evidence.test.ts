/** What the facts rest on is said to whoever writes them, and stands in the record (domain.md 2.2, row 9). */
import { expect, it } from 'vitest'
import { useBot } from '../setup/bot.js'
import { fileShortage, type Story } from '../setup/story.js'

const bot = useBot()

async function beginsFacts({ chen }: Story): Promise<string> {
  await chen.taps('受理')
  await chen.taps('厂内核查')
  await chen.saysAll('698 0 3号道 李明', '不清楚', '否', '否', '提交')
  return chen.taps('写核实结论')
}
const WORDS = ['少装 8 袋，与客户清点一致。', '包装/装车', '人工点数漏记。', '提交']

it('what there is, by kind', async () => {
  const story = await fileShortage(bot())
  expect(await beginsFacts(story)).toMatch(/^现有证据：\n· 厂内核查记录 1 份\n· 投诉照片和单据 1 份\n核实清楚的事实是什么？/)
  await story.chen.saysAll(...WORDS)
  expect((await story.complaint()).events.at(-1)).toMatchObject({
    type: 'factsWritten',
    data: {
      proof: [
        { kind: 'deskCheck', count: 1 },
        { kind: 'registered', count: 1 },
      ],
    },
  })
})

it('what is lacking, by kind, and what the customer has not given', async () => {
  const story = await fileShortage(bot(), 'T2611-022')
  const followUps = [{ field: 'deliveryNo', dueAt: bot().clock.now() }]
  await bot().app.complaints.models.complaints.updateOne({ _id: story.no }, { $set: { attachments: [], followUps } })
  expect(await beginsFacts(story)).toMatch(/^现有证据：\n· 厂内核查记录 1 份\n还缺：照片或单据。\n客户还没给：提货单号。/)
})
