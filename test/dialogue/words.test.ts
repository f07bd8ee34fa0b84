/** The engine serves any trade: what it is about stands in flows, texts and domains. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from '../../src/config.js'

const TRADE = /customer|complain|evidence|cement|satisf|plant\b|truck|客户|投诉|水泥|满意/i

it.each(['dialogue', 'reading'])('%s names nothing of the trade', (folder) => {
  const path = join(ROOT, 'src', folder)
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  expect(files.length).toBeGreaterThan(5)
  const found = files.flatMap((file) =>
    readFileSync(join(path, file), 'utf8')
      .split('\n')
      .filter((line) => TRADE.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  )
  expect(found).toEqual([])
})
