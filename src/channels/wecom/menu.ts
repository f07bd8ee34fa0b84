import type { WecomClient } from './client.js'

/** The app's menu: three entries at most, what is used most first (https://developer.work.weixin.qq.com/document/path/90231). */
const MENU_BUTTONS = [
  { type: 'click', name: '投诉', key: 'MENU_COMPLAINT' },
  { type: 'click', name: '我的任务', key: 'MENU_TASKS' },
  {
    name: '查询/帮助',
    sub_button: [
      { type: 'click', name: '查询', key: 'MENU_LOOKUP' },
      { type: 'click', name: '帮助', key: 'MENU_HELP' },
    ],
  },
] as const

/** Replaces the menu that everybody sees; throws ChannelApiError or ChannelNetworkError. */
export const publishMenu = (client: WecomClient): Promise<void> => client.createMenu(MENU_BUTTONS)
