import type { Receipt, SendContext } from './channel.js'

/**
 * Sends one after the other. How far it came is recorded after each, so that a second try goes on there. Of several cards the first is the one that can
 * be changed later.
 * @param send with an id of its own for each: equal parts of one text are not the same message
 */
export async function sendAll<Part>(
  parts: readonly Part[],
  { deliveryId, progress, remember }: Pick<SendContext, 'deliveryId' | 'progress' | 'remember'>,
  send: (part: Part, id: string) => Promise<Receipt>,
): Promise<Receipt> {
  let receipt: Receipt = { messageId: '' }
  for (const [index, part] of parts.entries()) {
    if (index < (progress?.messagesSent ?? 0)) continue
    const { messageId, updateCode } = await send(part, index === 0 ? deliveryId : `${deliveryId}/${index}`)
    receipt = { ...(updateCode && { updateCode }), ...receipt, messageId }
    if (index + 1 < parts.length) await remember({ messagesSent: index + 1 })
  }
  return receipt
}
