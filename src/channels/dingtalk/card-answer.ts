/** What is said to a press on a card of a template: what the card shows from then on (https://open.dingtalk.com/document/development/event-callback-card). */
import type { IncomingMessage, OutgoingMessage } from '../channel.js'
import { doneValues } from './body.js'
import { cardId } from './card-id.js'

/** True for the change of the card that was pressed. */
export const isCardAnswer = ({ content }: IncomingMessage, reply: OutgoingMessage): boolean =>
  reply.type === 'cardDone' && content.type === 'tap' && cardId(reply.card) === content.card

/** Nothing changes where there is no reply. */
export const cardAnswer = (reply?: OutgoingMessage): object =>
  reply?.type === 'cardDone' ? { cardData: { cardParamMap: doneValues(reply.text) }, cardUpdateOptions: { updateCardDataByKey: true } } : {}
