/** What a refusal asks of us: https://open.dingtalk.com/document/development/server-api-error-codes-1, grouped as in dingtalk.md section 11. */
import type { ApiReaction } from '../../errors.js'

const REACTIONS = ['refresh', 'retry', 'backOff', 'permanent', 'configuration'] as const satisfies readonly ApiReaction[]

/** Whole codes; one that ends in `.` or `*` stands for all that begin like it. */
const CODES: Readonly<Record<(typeof REACTIONS)[number], readonly string[]>> = {
  refresh: ['InvalidAuthentication', '40014', '42001', '40001', '41001'],
  retry: [
    ...['-1', '15', '88', '34015', '660026', 'system.error', 'system.busy', 'systemError', 'systemBusy', 'unknownError', 'server.error'],
    ...['operationTimeout', 'send.ding.exception', 'unknown.send.result', 'flowControlled'],
  ],
  backOff: [
    ...['90018', '90001', '90002', '429', '130101', '410100', '41047', '143103', '143104', 'banned'],
    ...['90003', '90004', '90005', '90006', '90007', '90008', '90009', '90010', '90011', '90012', '90013', '90014'],
    ...['Forbidden.AccessDenied.Qps*', 'Forbidden.AccessDenied.Qpm*', 'request.too.fast', 'qps.exceed.limit', 'request.overlimit'],
    ...['send.too.fast', 'send.byToken.tooFast', 'too.many.people', 'too.many.group'],
  ],
  permanent: ['invalidParameter.userId*', 'invalidParameter.msg*', 'invalidParameter.param.', 'invalidParameter.downloadCode'],
  configuration: [
    ...['invalidClientIdOrSecret', 'authFailed', 'invalid.client', '40096', '40089', 'unauthorized.client', '50003', '40000'],
    ...['AuthenticationFailed.MissingParameter', '90020', 'Forbidden.AccessDenied.*', '300005', '400101', '400106', '400102', '310000'],
    ...['60011', 'apiPermissionDenied', '60020', '50002', '50004', '33001', 'invalidParameter.robotCode.', 'invalidParameter.token.'],
    ...['robot.oto.notExist', 'chatbotId.notAllow.sendOTO', 'template.', 'bot.stopped', 'bot.forbidden.sendMessage', 'send.forbidden'],
    ...['resource.', 'token.notExisted', 'conversation.org.notMatch', 'auth.error', 'unauthorized', 'ip.not.match'],
    ...['param.templateNotExist', 'param.templateUnpublished', 'param.callbackRouteKeyEmpty', 'param.callbackUrlEmpty'],
  ],
}

const matches = (code: string, pattern: string): boolean =>
  /[.*]$/.test(pattern) ? code.startsWith(pattern.replace('*', '')) : code === pattern

/** @param status of HTTP; what is not listed is permanent where the platform calls it our fault, and may pass where it calls it its own */
export function reactionTo(code: string, status: number): ApiReaction {
  const known = REACTIONS.find((reaction) => CODES[reaction].some((pattern) => matches(code, pattern)))
  return known ?? (status >= 500 ? 'retry' : 'permanent')
}

/** A webhook of a conversation that lives no longer (dingtalk.md 4.1). */
export const isSessionOver = (code: number | string): boolean => ['300001', 'session.notExisted', 'session.expired'].includes(String(code))
