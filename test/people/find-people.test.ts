import { describe, expect, it } from 'vitest'
import { createPeopleFinder } from '../../src/people/find-people.js'
import type { Person, Role } from '../../src/people/person.js'
import { staff } from '../setup/people.js'

const holder = (userId: string, name: string, ...roles: Role[]): Person => ({
  ...staff(`wecom:${userId}`, ...roles.map((role) => ({ role }))),
  name,
})
const ZHAO = holder('zhaojianguo', '赵建国', 'MKT_HEAD', 'CS')
const ZHOU = holder('zhoumin', '周敏', 'QC_HEAD')
const NORTH = holder('zhangwei1', '张伟', 'SALES')
const SOUTH = holder('zhangwei2', '张伟', 'SALES')
const PEOPLE = [ZHAO, ZHOU, NORTH, SOUTH]
const find = createPeopleFinder({ holders: async (wanted) => PEOPLE.filter(({ roles }) => roles.some(({ role }) => role === wanted)) })
const found = async (text: string, by: Person = ZHOU) =>
  (await find(text, by, { facts: {}, channel: 'wecom' })).map(({ id, label }) => `${label} ${id}`)

describe('a colleague', () => {
  it.each([
    ['by name', '赵建国'],
    ['by name in Traditional characters', '趙建國'],
    ['by name with more around it', '报给了赵建国部长'],
    ['by a part of the name', '建国'],
    ['by the id that they have on the platform', 'ZhaoJianGuo'],
    ['by the whole id', 'wecom:zhaojianguo'],
  ])('is found %s, once whatever they hold', async (_title, text) => {
    expect(await found(text)).toEqual(['赵建国 wecom:zhaojianguo'])
  })

  it('is an answer with id and name', async () => {
    expect(await find('周敏', ZHAO, { facts: {}, channel: 'wecom' })).toMatchObject([{ value: { id: 'wecom:zhoumin', name: '周敏' } }])
  })

  it('is told from another one of the same name', async () => {
    expect(await found('张伟')).toEqual(['张伟（zhangwei1） wecom:zhangwei1', '张伟（zhangwei2） wecom:zhangwei2'])
  })

  it.each(['李四', '', '。', '赵钱孙'])('is nobody for “%s”', async (text) => {
    expect(await found(text)).toEqual([])
  })

  it('is found by colleagues only', async () => {
    expect(await found('周敏', { ...ZHAO, roles: [] })).toEqual([])
    expect(await found('周敏', { ...staff('wecom:zhanggong'), side: 'customer', customer: 'c1' })).toEqual([])
    expect(await found('周敏', { ...staff('wecom-kf:anybody'), side: 'stranger' })).toEqual([])
  })
})
