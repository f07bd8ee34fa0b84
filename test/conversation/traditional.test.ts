import { expect, it } from 'vitest'
import { inTraditional, knownTraditional, useTraditional } from '../../src/conversation/traditional.js'

it('texts are the same in Traditional letters, with the words that are said there, whether the build or nobody has converted them', () => {
  const texts = () => ({ common: {}, flow: { steps: { ask: '请发 {{程序}} 软件', names: ['软件', '电话'] } } })
  const converted = { steps: { ask: '請發 {{程序}} 軟體', names: ['軟體', '電話'] } }
  expect(inTraditional(texts())).toMatchObject({ flow: converted })
  expect(knownTraditional()).toMatchObject({ 软件: '軟體', 电话: '電話' })
  useTraditional({ 软件: '〔軟體〕' })
  expect(inTraditional(texts())).toMatchObject({ flow: { steps: { names: ['〔軟體〕', '電話'] } } })
})
