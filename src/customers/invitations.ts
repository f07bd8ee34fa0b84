/** Whom a code is of that brings somebody to us: a customer, or one of our plants for whoever has its cement. */

const PLANT = 'plant.'

/** As it stands in a code, where a customer stands by their id. */
export const inviterOfPlant = (plant: string): string => `${PLANT}${plant}`

/** Undefined where it is a customer. Anybody may have written it: whether there is such a plant is for the reader to see. */
export const plantIn = (inviter: string): string | undefined => (inviter.startsWith(PLANT) ? inviter.slice(PLANT.length) : undefined)
