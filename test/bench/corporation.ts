import { DEMO_USERS } from '../../src/simulator/demo.js'
import type { CorporationOptions } from '../../src/simulator/wecom/corporation.js'

/** The demo company with many more salespeople. */
export function benchCorporation(people: number): CorporationOptions {
  return {
    corpId: 'wwbench0000000000',
    agentId: 1_000_007,
    secret: 'bench-secret',
    token: 'BenchToken2026',
    aesKey: 'ZtueqMXSOt4ueyXmidnSA3h5nOkjsTSeYBWQAv7tIDQ',
    users: [
      ...DEMO_USERS,
      ...Array.from({ length: people }, (_, index) => ({ userid: `u${index}`, name: `销售${index}`, department: [9] })),
    ],
    departments: [
      { id: 1, name: '秦源水泥', parentid: 0 },
      ...[2, 3, 4, 5, 6, 7, 8, 9].map((id) => ({ id, name: `部门${id}`, parentid: 1 })),
    ],
    tags: [
      { tagid: 1, tagname: '渭南质检', users: ['chenjing'], departments: [] },
      { tagid: 2, tagname: '铜川质检', users: ['hepeng'], departments: [] },
    ],
  }
}
