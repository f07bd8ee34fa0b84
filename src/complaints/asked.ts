/** Which event asked for which step, so that the card that asks can be found again. Pure. */
import type { Complaint, ComplaintEvent, EventType } from './model.js'
import { ANNOUNCED } from './records.js'
import { apply, replay } from './replay.js'
import { type NextStep, nextSteps } from './steps.js'

/** Told in a way of their own, without a card that asks for a step. */
const WITHOUT_CARD: ReadonlySet<EventType> = new Set<EventType>(['registered', 'registeredPartly', 'completed', 'confirmed', 'reminded'])

/** The steps that are open after each of the first events. */
export function openSteps(events: readonly ComplaintEvent[]): NextStep[][] {
  const open: NextStep[][] = []
  let complaint: Complaint | undefined
  for (const event of events) {
    complaint = complaint ? apply(complaint, event) : replay([event])
    open.push(nextSteps(complaint))
  }
  return open
}

export const isSame = (one: NextStep) => (other: NextStep) => other.id === one.id && other.about === one.about

/** What an event itself asks for: a push names its step, a new date its clock, and a re-routed complaint asks the same of other people. */
export function stepsAsked(event: ComplaintEvent, before: readonly NextStep[], after: readonly NextStep[]): NextStep[] {
  return after.filter((step) => {
    if (event.type === 'pushed') return step.id === event.data?.step
    if (event.type === 'recalculated') return step.clock === event.data?.id
    return event.type === 'rerouted' || !before.some(isSame(step))
  })
}

/** The steps that an event has done. */
export function stepsDone({ type, data }: ComplaintEvent, before: readonly NextStep[]): NextStep[] {
  return before.filter(
    ({ event, about }) => event === type && (about === undefined || about === data?.measureId || about === data?.sampleNo),
  )
}

/** The events before `index` whose cards have asked for a step since it is open: the first one, and every push since. */
export function eventsAsking(events: readonly ComplaintEvent[], open: readonly NextStep[][], index: number, step: NextStep): number[] {
  const asking: number[] = []
  for (let at = index - 1; at > 0 && open[at]!.some(isSame(step)); at--) {
    const event = events[at]!
    const hasCard = ANNOUNCED.has(event.type) && !WITHOUT_CARD.has(event.type)
    if (hasCard && stepsAsked(event, open[at - 1]!, open[at]!).some(isSame(step))) asking.push(at)
  }
  return asking
}
