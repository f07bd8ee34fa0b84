/** Answers as tired people type them: read for the question that is open, or asked about, and never taken for something else. */
import { expect, it } from 'vitest'
import { more } from '../setup/stories.js'
import { eachStory, type Story } from '../setup/story.js'

let story: Story
eachStory((_bot, filed) => {
  story = filed
})
const last = async (type: string) => (await story.complaint()).events.findLast((event) => event.type === type)

async function beginSample(): Promise<void> {
  await story.chen.taps('受理')
  await more(story, story.chen, '取样签封')
}
const SAMPLED = ['是', '陈静 张工', '跳过', '陈静', '实物样品验收', '跳过', '提交'] as const

it('what begins with the day of a sample answers the question, and is no search for the figures of that day', async () => {
  const { chen } = story
  await beginSample()
  await chen.says('现场样')
  const heard = await chen.says('今天 12公斤 20点')
  expect(heard).toContain('✓ 取样点数：20')
  expect(heard).not.toContain('共 0 件')
  await chen.saysAll('YP-001', ...SAMPLED)
  expect(await last('sampled')).toMatchObject({ data: { sampledOn: '2026-11-03', sampleKg: { value: 12, unit: 'kg' }, samplePoints: 20 } })
})
