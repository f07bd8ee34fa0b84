/** What the page knows, and how it asks the server. */

export const state = {
  users: [],
  /** By person, the oldest first. */
  entries: new Map(),
  unread: new Map(),
  platforms: [],
  /** By person: the platform on which one looks at their chat. */
  using: new Map(),
  /** People whose chats were opened, the last one used first: as many of them are shown as there is room for. */
  recent: [],
}

export const isNarrow = () => matchMedia('(max-width: 52em)').matches
export const userOf = (userid) => state.users.find((user) => user.userid === userid)

export const platformOf = (name) => state.platforms.find(({ platform }) => platform === name)
/** Where somebody chats: as was chosen, or where something was said last. */
export const usedBy = (userid) => state.using.get(userid) ?? state.entries.get(userid)?.at(-1)?.platform ?? userOf(userid).platforms[0]

export const get = async (path) => (await fetch(`/playground/api/${path}`)).json()
export const post = (path, body) =>
  fetch(`/playground/api/${path}`, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
export const addressOf = (mediaId) => `/playground/api/media/${encodeURIComponent(mediaId)}`

const format = (options) => new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', ...options })
const SHORT = format({ month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const LONG = format({
  month: 'long',
  day: 'numeric',
  weekday: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})
export const clockText = (at) => SHORT.format(new Date(at))
export const longClockText = (at) => LONG.format(new Date(at))
