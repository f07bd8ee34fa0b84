/** A manager who reads only the digest and presses its buttons finds, understands and pushes every late case, whatever it waits for. */
import { expect, it } from 'vitest'
import { instant } from '../../src/calendar/index.js'
import type { Complaint } from '../../src/complaints/model.js'
import { createMovableClock } from '../../src/simulator/clock.js'
import { DEMO_USERS } from '../../src/simulator/demo.js'
import { startBot } from '../setup/bot.js'
import { liveThrough } from '../setup/year/live.js'
import { randomComplaints } from '../setup/year/random-complaints.js'

const LIVED_UNTIL = instant('2026-06-30', '10:00')
const READ_AT = instant('2026-07-06', '08:40')
const LIVES_MS = 180_000
const PEOPLE = DEMO_USERS.map(({ userid }) => userid)
/** Long enough for the platform to take more messages for one person. */
const A_MINUTE_MS = 60_000

it(
  'is led from the digest to each of them, and whoever has it to do hears of the push',
  async () => {
    const { connection } = await liveThrough({ until: LIVED_UNTIL, steps: randomComplaints(80) })
    const bot = await startBot({ connection, clock: createMovableClock(() => READ_AT.getTime()) })
    const late = (complaints: readonly Complaint[]) => complaints.filter(({ overdueAt }) => overdueAt && overdueAt < READ_AT)
    const before = late(await bot.complaints())
    // enough, and in enough states, for the list to mean something
    expect(before.length).toBeGreaterThan(15)
    expect(new Set(before.map(({ state }) => state)).size).toBeGreaterThan(5)
    const zhao = bot.person('zhaojianguo')
    expect(await zhao.says('日报')).toContain(`超期 ${before.length} 件`)
    let page = await zhao.taps(`超期（${before.length}）`)
    while (page.includes('下一页')) {
      bot.clock.moveBy(A_MINUTE_MS)
      page = await zhao.taps('下一页')
    }
    const cards = new Map(
      before.map(({ _id: no }) => [no, zhao.cards().findLast(({ main_title }) => main_title?.desc?.includes(no))] as const),
    )
    const unclear: string[] = []
    const own: string[] = []
    for (const [no, card] of cards) {
      bot.clock.moveBy(A_MINUTE_MS)
      const rows = (card?.horizontal_content_list ?? []).map(({ keyname, value }) => `${keyname} ${value}`)
      if (!rows.some((row) => /^在谁手里 .+：.+/.test(row))) unclear.push(`${no} does not say for whom it waits: ${rows}`)
      const [first] = card?.button_list ?? []
      if (!first?.key.startsWith('do:push:')) own.push(no)
      else if (!(await zhao.tapsOn(card!, '催办')).includes(`已催办 ${no}`)) unclear.push(`${no}: ${zhao.heard()}`)
    }
    expect(unclear).toEqual([])
    await bot.app.settled()
    const said = PEOPLE.flatMap((who) => bot.person(who).cards()).map((card) => JSON.stringify(card))
    const isPushed = (no: string) => said.some((card) => card.includes('赵建国 催办') && card.includes(no))
    const pushed = [...cards.keys()].filter((no) => !own.includes(no))
    expect(pushed.length).toBeGreaterThan(15)
    expect(pushed.filter((no) => !isPushed(no))).toEqual([])
    // what is theirs to do begins at one press
    for (const no of own) expect(JSON.stringify(cards.get(no))).toMatch(new RegExp(`do:(act|begin):[a-zA-Z]+\\.${no}`))
    await bot.stop()
  },
  LIVES_MS,
)
