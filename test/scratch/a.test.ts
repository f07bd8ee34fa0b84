import { it } from 'vitest'
import { startBot } from '../setup/bot.js'
import { fileShortage } from '../setup/story.js'

it('x', async () => {
  const bot = await startBot()
  const story = await fileShortage(bot)
  const second = await fileShortage(bot, 'T2611-022')
  const { chen } = story
  const t = async (s: string) => {
    console.log('>', s)
    console.log(await chen.says(s))
  }
  await t(`@孙强 ${story.no} 请看一下，袋数对不对`)
  await t(`@周敏 ${second.no} 第二件，请看`)
  await t('是')
  await t('否')
  console.log('--- at note')
  await t(`@孙强 ${story.no}`)
  await t(`@周敏 ${second.no} 第三件，请看`)
  await t('取消')
  await t('取消')
  console.log('--- paused')
  await t(`@孙强 ${story.no} 甲`)
  await t('暂停')
  await t(`@周敏 ${second.no} 第四件，请看`)
  await t('取消')
  console.log('--- many')
  await t(`@孙强 001 请看`)
  await t(`@孙强 1103-001 请看`)
  await t(`抄送 孙强 请看`)
  await bot.stop()
}, 120000)
