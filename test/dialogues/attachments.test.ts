import { describe, expect, it } from 'vitest'
import { attachmentModel } from '../../src/conversation/attachments.js'
import { useBot } from '../setup/bot.js'

const bot = useBot()

describe('a photo that is too large', () => {
  it('is not kept, and whoever sent it hears what to do', async () => {
    const wang = bot().person('wangqiang')
    await wang.saysAll('投诉 结块')
    await bot().simulator.sendsImage('wangqiang', Buffer.alloc(21 * 1024 * 1024))
    await bot().app.settled()
    await bot().runJobs()
    expect(wang.heard().match(/您 .*发的照片超过 20 MB，没有收下。请发小一点的/g)).toHaveLength(1)
  })
})

describe('a photo', () => {
  it('of a committed turn is known to be used', async () => {
    await bot().person('liuna').sendsPhoto()
    const model = attachmentModel(bot().connection)
    await expect.poll(() => model.findOne({ from: 'wecom:liuna' }).lean()).toMatchObject({ state: 'stored' })
    await expect.poll(async () => (await model.findOne({ from: 'wecom:liuna' }).lean())?.confirmAt).toBeUndefined()
  })
})
