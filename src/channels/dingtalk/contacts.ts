/** Who is in the company (dingtalk.md 9.1), as far as the app may read contacts. */
import { z } from 'zod'
import { ChannelApiError } from '../../errors.js'
import { type Answer, readAs } from './answers.js'

/** No such id, or nobody there any more. */
const NO_SUCH_MEMBER: readonly (string | number)[] = ['33012', '60121']
const A_PAGE = 100

const Member = z.object({ userid: z.string(), name: z.string() })
type Member = z.infer<typeof Member>
const Details = z.object({ result: Member })
const Below = z.object({ result: z.array(z.object({ dept_id: z.number() })).default([]) })
const InDepartment = z
  .object({ result: z.object({ has_more: z.boolean(), next_cursor: z.number().optional(), list: z.array(Member).default([]) }) })
  .transform(({ result: { has_more, next_cursor, list } }) => ({ list, next: has_more ? next_cursor : undefined }))
const OfRole = z
  .object({ result: z.object({ hasMore: z.boolean(), nextCursor: z.number().optional(), list: z.array(Member).default([]) }) })
  .transform(({ result: { hasMore, nextCursor, list } }) => ({ list, next: hasMore ? nextCursor : undefined }))

interface Page {
  readonly list: readonly Member[]
  readonly next: number | undefined
}

/** @param call of `oapi.dingtalk.com` */
export function createContactsCalls(call: (path: string, json: object) => Promise<Answer>) {
  const ask = async <T>(schema: z.ZodType<T>, path: string, json: object): Promise<T> => readAs(schema, path, await call(path, json))

  async function below(department: number): Promise<number[]> {
    return (await ask(Below, 'topapi/v2/department/listsub', { dept_id: department })).result.map(({ dept_id }) => dept_id)
  }

  return {
    needsPermission: true,
    /** https://open.dingtalk.com/document/development/query-user-details; undefined where there is no such member, or one that has left. */
    async user(userid: string): Promise<Member | undefined> {
      return ask(Details, 'topapi/v2/user/get', { userid, language: 'zh_CN' }).then(
        ({ result }) => result,
        (error: unknown) => {
          if (error instanceof ChannelApiError && NO_SUCH_MEMBER.includes(error.code)) return undefined
          throw error
        },
      )
    },
    /**
     * https://open.dingtalk.com/document/development/queries-the-simple-information-of-a-department-user, also of the departments below it:
     * https://open.dingtalk.com/document/development/obtain-the-list-of-sub-department-ids
     */
    async usersOfDepartment(id: number): Promise<Member[]> {
      const members: Member[] = []
      const departments = new Set([id])
      for (const dept_id of departments) {
        members.push(...(await allOf((cursor) => ask(InDepartment, 'topapi/user/listsimple', { dept_id, cursor, size: A_PAGE }))))
        for (const one of await below(dept_id)) departments.add(one)
      }
      return members
    },
    /** 角色: https://open.dingtalk.com/document/development/obtain-the-list-of-employees-of-a-role */
    async tag(id: number): Promise<{ userlist: Member[]; partylist: number[] }> {
      const userlist = await allOf((offset) => ask(OfRole, 'topapi/role/simplelist', { role_id: id, offset, size: A_PAGE }))
      return { userlist, partylist: [] }
    },
  }
}

async function allOf(ask: (cursor: number) => Promise<Page>): Promise<Member[]> {
  const all: Member[] = []
  let cursor: number | undefined = 0
  while (cursor !== undefined) {
    const { list, next }: Page = await ask(cursor)
    all.push(...list)
    cursor = next !== undefined && next > cursor ? next : undefined
  }
  return all
}
