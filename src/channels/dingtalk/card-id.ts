import { cardName } from '../card-name.js'

/** An `outTrackId` has 100 characters at most (https://open.dingtalk.com/document/development/create-and-deliver-cards). */
const ALLOWED = /^[\w@-]{1,95}$/

/** What the platform calls a card of ours, in calls as in the texts of its buttons. */
export const cardId = (card: string): string => cardName(card, ALLOWED)
