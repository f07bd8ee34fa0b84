/** The desk check of a plant: what its own records say (F2.C02 to C10). */
import { describe, expect, it } from 'vitest'
import { eachStory, type Story } from '../setup/story.js'

let story: Story
eachStory(async (_, filed) => {
  story = filed
  await story.chen.taps('受理')
  await story.chen.taps('厂内核查')
})

describe('the loading record', () => {
  it.each(['总袋数700 补0 3道 马某', '装了700袋 补差0袋 3号道 装车工马某'])('is read as it is said: %s', async (said) => {
    const heard = await story.chen.says(said)
    expect(heard).toContain('✓ 总袋数：700')
    expect(heard).toContain('✓ 补差袋数：0')
    expect(heard).toMatch(/✓ 装车道：3号?道/)
    expect(heard).toContain('✓ 装车工：马某')
  })
})
