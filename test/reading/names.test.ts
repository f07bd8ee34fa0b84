import { expect, it } from 'vitest'
import { namesIn } from '../../src/reading/names.js'

it.each([
  ['刘娜、陈静', ['刘娜', '陈静']],
  ['刘娜 陈静', ['刘娜', '陈静']],
  ['刘娜　陈静', ['刘娜', '陈静']],
  [' ，刘娜,,陈静；', ['刘娜', '陈静']],
  ['刘娜\n陈静', ['刘娜', '陈静']],
  ['刘娜/陈静+孙强', ['刘娜', '陈静', '孙强']],
  ['刘娜和陈静', ['刘娜', '陈静']],
  ['刘娜跟陈静，还有孙强', ['刘娜', '陈静', '还有孙强']],
  ['李和平', ['李和平']],
  ['李和平和刘娜', ['李和平', '刘娜']],
  ['刘娜和李和平', ['刘娜', '李和平']],
  ['liuna and chenjing', ['liuna', 'chenjing']],
  ['Anderson', ['Anderson']],
  ['劉娜', ['劉娜']],
  ['、 ，', []],
  ['', []],
])('names in “%s”', (text, names) => {
  expect(namesIn(text)).toEqual(names)
})
