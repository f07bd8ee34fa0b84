/** How the server API answers, whichever account it is asked for. */
import type { Medium } from './corporation.js'

export interface ApiCall {
  readonly method: string
  readonly query: URLSearchParams
  readonly json?: Readonly<Record<string, unknown>>
  readonly file?: { readonly bytes: Buffer; readonly name: string; readonly contentType: string }
}
export type ApiAnswer =
  | { readonly status: number; readonly json: Readonly<Record<string, unknown>> }
  | { readonly status: number; readonly medium: Medium }

export const ok = (fields: object = {}): ApiAnswer => ({ status: 200, json: { errcode: 0, errmsg: 'ok', ...fields } })
export const fail = (errcode: number, errmsg = 'refused'): ApiAnswer => ({
  status: 200,
  json: { errcode, errmsg: `${errmsg}, hint: [simulated], more info at https://open.work.weixin.qq.com/devtool/query?e=${errcode}` },
})

const MB = 1024 * 1024
const LARGEST: Readonly<Record<string, number>> = { image: 10 * MB, voice: 2 * MB, video: 10 * MB, file: 20 * MB }
const SMALLEST = 6

/** Why an upload is not taken; undefined where it is: https://developer.work.weixin.qq.com/document/path/90253 */
export function refuseUpload(type: string, file: ApiCall['file']): ApiAnswer | undefined {
  const largest = LARGEST[type]
  if (largest === undefined) return fail(40004, 'invalid media type')
  if (!file) return fail(44001, 'empty media data')
  return file.bytes.length < SMALLEST || file.bytes.length > largest ? fail(40006, 'invalid media size') : undefined
}
