/** What the platform takes as a message, and what whoever gets it sees (dingtalk.md 4.1 and 4.2). */
import { z } from 'zod'
import type { Seen } from './company.js'

const MOST_WEBHOOK_BYTES = 20_000
const MOST_PARAM_BYTES = 15_000
const FILE_TYPES = ['xlsx', 'pdf', 'zip', 'rar', 'doc', 'docx']

const text = z.string().min(1)
const link = z.string().regex(/^(https?|dtmd|dingtalk):\/\//)
const actions = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      [`actionTitle${index + 1}`, text],
      [`actionURL${index + 1}`, link],
    ]).flat(),
  )
const Params: Readonly<Record<string, z.ZodType<Readonly<Record<string, string>>>>> = {
  sampleText: z.strictObject({ content: text }),
  sampleMarkdown: z.strictObject({ title: text, text }),
  sampleImageMsg: z.strictObject({ photoURL: text }),
  sampleLink: z.strictObject({ title: text, text, picUrl: z.string(), messageUrl: link }),
  sampleActionCard: z.strictObject({ title: text, text, singleTitle: text, singleURL: link }),
  ...Object.fromEntries(
    [2, 3, 4, 5].map((count) => [`sampleActionCard${count}`, z.strictObject({ title: text, text, ...actions(count) })]),
  ),
  sampleAudio: z.strictObject({ mediaId: text, duration: z.string().regex(/^\d+$/) }),
  sampleFile: z.strictObject({ mediaId: text, fileName: text, fileType: z.enum(FILE_TYPES) }),
}

const Webhook = z.discriminatedUnion('msgtype', [
  z.strictObject({ msgtype: z.literal('text'), text: z.strictObject({ content: text }) }),
  z.strictObject({ msgtype: z.literal('markdown'), markdown: z.strictObject({ title: text, text }) }),
  z.strictObject({
    msgtype: z.literal('actionCard'),
    actionCard: z.strictObject({
      title: text,
      text,
      btnOrientation: z.enum(['0', '1']),
      btns: z.array(z.strictObject({ title: text, actionURL: link })).min(1),
    }),
  }),
  z.strictObject({
    msgtype: z.literal('link'),
    link: z.strictObject({ title: text, text, messageUrl: link, picUrl: z.string() }),
  }),
])

export type Checked = { readonly seen: Seen } | { readonly refused: string }

/** @param mediumOf the kind and name of what was uploaded */
export function checkRobotMessage(
  { msgKey, msgParam }: { readonly msgKey: unknown; readonly msgParam: unknown },
  mediumOf: (id: string) => { readonly kind: string; readonly name: string } | undefined,
): Checked {
  const schema = Params[String(msgKey)]
  if (!schema) return { refused: 'invalidParameter.msgKey.invalid' }
  if (typeof msgParam !== 'string') return { refused: 'invalidParameter.msgParam.invalid' }
  if (Buffer.byteLength(msgParam) > MOST_PARAM_BYTES) return { refused: 'invalidParameter.msgParam.tooLong' }
  const param = schema.safeParse(parsed(msgParam))
  if (!param.success) return { refused: 'invalidParameter.msgParam.invalid' }
  const { data } = param
  const mediaId = data.photoURL ?? data.mediaId
  if (mediaId !== undefined) {
    const medium = mediumOf(mediaId)
    return medium
      ? { seen: { type: 'media', kind: medium.kind, mediaId, name: data.fileName ?? medium.name } }
      : { refused: 'invalidParameter.mediaId.invalid' }
  }
  if (data.content !== undefined) return { seen: { type: 'text', text: data.content } }
  return { seen: { type: 'markdown', title: data.title ?? '', text: data.text ?? '', buttons: buttonsIn(data) } }
}

/** @returns a number of the older generation where it is refused */
export function checkWebhookMessage(body: unknown): Checked {
  if (Buffer.byteLength(JSON.stringify(body)) > MOST_WEBHOOK_BYTES) return { refused: '460101' }
  const { data } = Webhook.safeParse(body)
  if (!data) return { refused: '400105' }
  switch (data.msgtype) {
    case 'text':
      return { seen: { type: 'text', text: data.text.content } }
    case 'markdown':
      return { seen: { type: 'markdown', ...data.markdown, buttons: [] } }
    case 'actionCard': {
      const { title, text: shown, btns } = data.actionCard
      return { seen: { type: 'markdown', title, text: shown, buttons: btns.map((one) => ({ label: one.title, url: one.actionURL })) } }
    }
    case 'link':
      return { seen: { type: 'markdown', title: data.link.title, text: data.link.text, buttons: [] } }
  }
}

function buttonsIn(data: Readonly<Record<string, string>>): { label: string; url: string }[] {
  if (data.singleTitle && data.singleURL) return [{ label: data.singleTitle, url: data.singleURL }]
  const buttons = []
  for (let index = 1; data[`actionTitle${index}`]; index++)
    buttons.push({ label: data[`actionTitle${index}`] ?? '', url: data[`actionURL${index}`] ?? '' })
  return buttons
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
