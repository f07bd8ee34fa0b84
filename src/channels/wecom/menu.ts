import type { MenuEntry, MenuItem } from '../menu.js'
import type { WecomClient } from './client.js'

/** Of https://developer.work.weixin.qq.com/document/path/90231: entries of the bar, items under one of them, and bytes of their names. */
export const WECOM_MENU_LIMITS = { entries: 3, items: 5, entryBytes: 16, itemBytes: 40 } as const

/**
 * Replaces the menu that everybody sees.
 * @throws ChannelApiError or ChannelNetworkError
 */
export const publishMenu = (client: WecomClient, menu: readonly MenuEntry[]): Promise<void> => client.createMenu(menu.map(encodeEntry))

const encodeEntry = (entry: MenuEntry): object =>
  'items' in entry ? { name: entry.label, sub_button: entry.items.map(encodeItem) } : encodeItem(entry)

const encodeItem = ({ label, key }: MenuItem): object => ({ type: 'click', name: label, key })
