/** Who is in the company, with the codes of the real one (dingtalk.md 9.1). */
import { z } from 'zod'
import type { ApiAnswer } from './answers.js'
import type { AppOptions, Faults } from './company.js'

const ROOT = 1
const paged = { size: z.number().int().min(1).max(100) }
const User = z.object({ userid: z.string() })
const InDepartment = z.object({ dept_id: z.number().int(), cursor: z.number().int().min(0), ...paged })
const Below = z.object({ dept_id: z.number().int() })
const OfRole = z.object({ role_id: z.number().int(), offset: z.number().int().min(0), ...paged })

const ok = (result: unknown): ApiAnswer => ({ status: 200, json: { errcode: 0, errmsg: 'ok', request_id: '3mwsbk909ffe', result } })
const no = (errcode: number, errmsg: string): ApiAnswer => ({ status: 200, json: { errcode, errmsg, request_id: '3mwsbk909ffe' } })

/** @param onForbidden a call that the app may not make */
export function createContacts({ members, departments = [], roles = [] }: AppOptions, faults: Faults, onForbidden: () => void) {
  const present = () => members.filter(({ userid }) => !faults.hasLeft.has(userid))
  const named = (some: readonly { readonly userid: string; readonly name: string }[]) => some.map(({ userid, name }) => ({ userid, name }))
  const isDepartment = (id: number) => id === ROOT || departments.some((one) => one.id === id)

  function page<T>(all: readonly T[], from: number, size: number): { readonly list: readonly T[]; readonly next?: number } {
    return { list: all.slice(from, from + size), ...(from + size < all.length && { next: from + size }) }
  }

  function user(json: unknown): ApiAnswer {
    const { data } = User.safeParse(json)
    if (!data) return no(400002, '参数错误')
    const found = present().find(({ userid }) => userid === data.userid)
    return found ? ok({ userid: found.userid, name: found.name, dept_id_list: found.department ?? [ROOT] }) : no(60121, '找不到该用户')
  }

  function inDepartment(json: unknown): ApiAnswer {
    const { data } = InDepartment.safeParse(json)
    if (!data) return no(40068, '偏移量不合法')
    if (!isDepartment(data.dept_id)) return no(60003, '部门不存在')
    const all = present().filter(({ department = [ROOT] }) => department.includes(data.dept_id))
    const { list, next } = page(named(all), data.cursor, data.size)
    return ok({ has_more: next !== undefined, ...(next !== undefined && { next_cursor: next }), list })
  }

  function below(json: unknown): ApiAnswer {
    const { dept_id = ROOT } = Below.partial().parse(json)
    if (!isDepartment(dept_id)) return no(60003, '部门不存在')
    const own = departments.filter(({ parentid }) => parentid === dept_id)
    return ok(own.map(({ id, name, parentid }) => ({ dept_id: id, name, parent_id: parentid })))
  }

  function ofRole(json: unknown): ApiAnswer {
    const { data } = OfRole.safeParse(json)
    if (!data) return no(400002, '参数错误')
    const role = roles.find(({ id }) => id === data.role_id)
    if (!role) return no(49008, '角色不存在')
    const { list, next } = page(named(present().filter(({ userid }) => role.users.includes(userid))), data.offset, data.size)
    return ok({ hasMore: next !== undefined, ...(next !== undefined && { nextCursor: next }), list })
  }

  const calls: Readonly<Record<string, (json: unknown) => ApiAnswer>> = {
    '/topapi/v2/user/get': user,
    '/topapi/user/listsimple': inDepartment,
    '/topapi/v2/department/listsub': below,
    '/topapi/role/simplelist': ofRole,
  }

  return {
    /** Undefined for what is no call about contacts. */
    answer(path: string, json: unknown): ApiAnswer | undefined {
      const call = Object.hasOwn(calls, path) ? calls[path] : undefined
      if (!call || !faults.mayNotReadContacts) return call?.(json)
      onForbidden()
      return no(60011, '没有调用该接口的权限')
    },
  }
}
