import { describe, expect, it } from 'vitest'
import { createWecomClient } from '../../src/channels/wecom/client.js'
import { publishMenu, WECOM_MENU_LIMITS } from '../../src/channels/wecom/menu.js'
import { dialogueSources } from '../../src/cli/dialogue-sources.js'
import { inspectDialogues } from '../../src/conversation/load-dialogues.js'
import { flowOfMenu, menuIn } from '../../src/conversation/menu.js'
import { createTexts } from '../../src/conversation/texts.js'

const { flows, texts: files } = inspectDialogues(dialogueSources())
const texts = createTexts(files)
const itemsIn = (language: string) => menuIn(language, texts).flatMap((entry) => ('items' in entry ? entry.items : [entry]))

describe('the menu', () => {
  it('names what people do most, in their language', () => {
    expect(itemsIn('zh-CN').map(({ label }) => label)).toEqual(['投诉', '我的任务', '查询', '帮助'])
    expect(itemsIn('en').map(({ label }) => label)).toEqual(['Complaint', 'My tasks', 'Look up', 'Help'])
  })

  it('starts a dialogue that there is with every item', () => {
    const ids = flows.map(({ id }) => id)
    for (const { key } of itemsIn('zh-CN')) expect(ids).toContain(flowOfMenu(key))
    expect(flowOfMenu('MENU_OF_OLD')).toBeUndefined()
  })

  it.each(texts.languages)('fits the platform in %s', (language) => {
    const menu = menuIn(language, texts)
    const bytes = ({ label }: { label: string }) => Buffer.byteLength(label)
    expect(menu.length).toBeLessThanOrEqual(WECOM_MENU_LIMITS.entries)
    for (const entry of menu) {
      expect(bytes(entry)).toBeLessThanOrEqual(WECOM_MENU_LIMITS.entryBytes)
      const items = 'items' in entry ? entry.items : []
      expect(items.length).toBeLessThanOrEqual(WECOM_MENU_LIMITS.items)
      for (const item of items) expect(bytes(item)).toBeLessThanOrEqual(WECOM_MENU_LIMITS.itemBytes)
    }
  })

  it('is published as the platform wants it', async () => {
    let published: readonly object[] = []
    const client = createWecomClient({ corpId: 'c', agentId: 1, secret: 's', apiBase: 'https://api.example.com' }, () => new Date(0))
    const createMenu = async (buttons: readonly object[]) => {
      published = buttons
    }
    await publishMenu({ ...client, createMenu }, menuIn('zh-CN', texts))
    expect(published).toEqual([
      { type: 'click', name: '投诉', key: 'MENU_COMPLAINT' },
      { type: 'click', name: '我的任务', key: 'MENU_TASKS' },
      {
        name: '查询/帮助',
        sub_button: [
          { type: 'click', name: '查询', key: 'MENU_LOOKUP' },
          { type: 'click', name: '帮助', key: 'MENU_HELP' },
        ],
      },
    ])
  })
})
