/** How far Asia/Shanghai is from UTC is known to the calendar, and to nothing else. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from '../../src/config.js'

const OFFSET = /\+08:?00|\b8 \* (60 \* 60 \* 1_?000|60 \* 60_?000|3_?600_?000)|\b28_?800(_?000)?\b/

it('no other file counts the eight hours', () => {
  const src = join(ROOT, 'src')
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.\w+$/.test(file) && !file.startsWith('calendar/'),
  )
  expect(files.filter((file) => OFFSET.test(readFileSync(join(src, file), 'utf8')))).toEqual([])
})
