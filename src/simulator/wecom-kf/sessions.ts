/** Sessions with customers: whose turn it is, and how much may be said (wecom.md 7.5 and 7.7). */

export const STATES = { unhandled: 0, bot: 1, pool: 2, servicer: 3, ended: 4 } as const
const WINDOW_MS = 48 * 3_600_000
const MOST_MESSAGES = 5
/** To which states the API may move a session. */
const MOVES: Readonly<Record<number, readonly number[]>> = { 0: [1, 2, 3], 1: [2, 3, 4], 2: [3], 3: [3, 4], 4: [] }

interface Session {
  readonly state: number
  readonly servicer?: string
  /** When the customer wrote last. */
  readonly wroteAt?: number
  /** Messages since then. */
  readonly sent: number
}

export function createSessions(now: () => number, servicers: () => readonly { userid: string; isOnDuty: boolean }[]) {
  const sessions = new Map<string, Session>()
  const isOpen = ({ wroteAt }: Session) => wroteAt !== undefined && now() - wroteAt <= WINDOW_MS
  const of = (customer: string): Session => {
    const known = sessions.get(customer) ?? { state: STATES.ended, sent: 0 }
    return isOpen(known) ? known : { ...known, state: STATES.ended }
  }

  return {
    of,
    /** True where it was open once and nothing can be sent any more. */
    isShut(customer: string): boolean {
      const session = sessions.get(customer)
      return session?.wroteAt !== undefined && !isOpen(session)
    },
    /** The customer wrote: both the time and the count begin anew. */
    wrote(customer: string, at = now()): void {
      const { state, servicer } = of(customer)
      const next = state === STATES.ended ? STATES.unhandled : state
      sessions.set(customer, { state: next, ...(next === STATES.servicer && servicer && { servicer }), wroteAt: at, sent: 0 })
    },
    /** The code with which send_msg refuses; undefined where it may send. */
    refusal(customer: string): number | undefined {
      const session = of(customer)
      if (!isOpen(session)) return 95002
      if (session.state === STATES.ended) return 95013
      if (session.state !== STATES.unhandled && session.state !== STATES.bot) return 95018
      return session.sent >= MOST_MESSAGES ? 95001 : undefined
    },
    sent(customer: string): void {
      const session = of(customer)
      sessions.set(customer, { ...session, state: STATES.bot, sent: session.sent + 1 })
    },
    /** By the API. @returns the code with which it refuses */
    move(customer: string, state: number, servicer: string | undefined): number | undefined {
      const session = of(customer)
      if (session.state === STATES.ended) return 95013
      if (!MOVES[session.state]?.includes(state)) return 95016
      const chosen = servicers().find(({ userid }) => userid === servicer)
      if (state === STATES.servicer && !chosen) return 95014
      if (state === STATES.servicer && !chosen?.isOnDuty) return 95019
      sessions.set(customer, { ...session, state, ...(chosen && { servicer: chosen.userid }) })
      return undefined
    },
    /** By a servicer in the client, who may do more. */
    set(customer: string, state: number, servicer?: string): void {
      const { servicer: _, ...session } = of(customer)
      sessions.set(customer, { ...session, state, ...(servicer && { servicer }) })
    },
  }
}
export type Sessions = ReturnType<typeof createSessions>
