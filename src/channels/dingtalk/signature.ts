/** Signatures of DingTalk's calls: both cover a time and no body, so one captured pair serves for any body until it is stale. HTTPS keeps it from being seen. */
import { createHmac } from 'node:crypto'
import { WebhookError } from '../../errors.js'
import type { WebhookRequest } from '../channel.js'
import { sameText } from '../sealed.js'

/** https://open.dingtalk.com/document/development/receive-message: a timestamp more than an hour from ours is no genuine one. */
const WINDOW_MS = 3_600_000

type Headers = WebhookRequest['headers']

/** The robot's calls: headers `timestamp` and `sign`. @throws WebhookError */
export function checkRobotSign(headers: Headers, clientSecret: string, now: Date): void {
  check(headers?.timestamp, headers?.sign, now, (timestamp) => signRobot(timestamp, clientSecret))
}

export const signRobot = (timestamp: string, clientSecret: string): string => hmac(clientSecret, `${timestamp}\n${clientSecret}`)

/** Presses on cards: https://open.dingtalk.com/document/development/event-callback-card. @throws WebhookError */
export function checkCardSign(headers: Headers, secret: string, now: Date): void {
  check(headers?.['x-ddpaas-signature-timestamp'], headers?.['x-ddpaas-signature'], now, (timestamp) => hmac(secret, timestamp))
}

/** What presses on cards are signed with: made from the app's secret, so that there is nothing more to configure, and of no use elsewhere. */
export const cardSecretOf = (clientSecret: string): string => createHmac('sha256', clientSecret).update('presses on cards').digest('hex')

function check(timestamp: string | undefined, given: string | undefined, now: Date, sign: (timestamp: string) => string): void {
  if (!timestamp || !given) throw new WebhookError(401, 'parameters')
  if (!/^\d{13}$/.test(timestamp) || Math.abs(now.getTime() - Number(timestamp)) > WINDOW_MS) throw new WebhookError(401, 'timestamp')
  if (!sameText(given, sign(timestamp))) throw new WebhookError(401, 'signature')
}

const hmac = (key: string, data: string): string => createHmac('sha256', key).update(data, 'utf8').digest('base64')
