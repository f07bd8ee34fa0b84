import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { contactId, type IncomingMessage, type OutgoingMessage } from '../channels/channel.js'
import type { Notice } from '../delivery/notice.js'
import { advance, begin } from '../dialogue/advance.js'
import type { Flow } from '../dialogue/flow.js'
import { answersOnPath } from '../dialogue/path.js'
import type { Said, Session, Turn, TurnEvent, Values } from '../dialogue/session.js'
import { UserFacingError } from '../errors.js'
import type { Actions, Lookup } from '../staff/action.js'
import type { Person } from '../staff/person.js'
import type { Attachments } from './attachments.js'
import { describe } from './describe.js'
import { saidOf } from './drafts.js'
import { joinTexts } from './join-texts.js'
import { render } from './render.js'
import type { Revisions } from './revisions.js'
import { type Conversation, NUDGE_AFTER_MS } from './store.js'
import { SOURCE_LANGUAGE, type Texts } from './texts.js'
import { translate } from './translate.js'

export interface RespondDeps {
  readonly revisions: Revisions
  readonly texts: Texts
  readonly actions: Actions
  /** The actions that a button may run by itself. */
  readonly buttons: readonly string[]
  readonly lookups: Readonly<Record<'customer', Lookup>>
  readonly attachments: Pick<Attachments, 'keep'>
  readonly personOf: (contactId: string) => Promise<Person>
  readonly defaultLanguage: string
  readonly now: () => Date
}

export interface Response {
  readonly conversation: Conversation
  readonly messages: readonly OutgoingMessage[]
  /** A press that did something, by its card and button: pressed again, the card is answered and nothing is said a second time. */
  readonly pressed?: string
}

/** So long a paused dialogue is looked at: a complaint in it must be reported the same day. */
const PAUSED_KEPT_MS = 24 * 3_600_000

/** The state of one turn while it is made. */
export class Talk {
  conversation: Conversation
  readonly messages: OutgoingMessage[] = []
  readonly id: string
  readonly turnId: string
  private said: Said[] = []
  private pressed?: string
  /** The dialogue that was running reached its end in this turn. */
  private isFinished = false

  constructor(
    readonly before: Conversation,
    readonly message: IncomingMessage,
    readonly deps: RespondDeps,
  ) {
    this.conversation = before
    this.id = before._id
    this.turnId = createHash('sha256').update(`${before._id}#${message.key}`).digest('hex').slice(0, 20)
  }

  response(): Response {
    this.closeOpenCard()
    const { session } = this.conversation
    const isWaiting = session?.status === 'active'
    const isPaused = !isWaiting && this.conversation.drafts.at(-1)?.status === 'paused'
    const pausedUntil = isPaused ? (this.before.nudgeAt ?? new Date(this.message.at.getTime() + PAUSED_KEPT_MS)) : undefined
    const nudgeAt = isWaiting && Object.keys(session.answers).length > 0 ? this.nudgeAt() : pausedUntil
    return {
      conversation: { ...this.conversation, nudgeAt },
      messages: joinTexts(this.messages),
      ...(this.pressed && { pressed: this.pressed }),
    }
  }

  /** When to look whether the person has gone silent; a time that is set already stays, as the job looks at the last message anyway. */
  private nudgeAt(): Date {
    const { at } = this.message
    const known = this.before.nudgeAt
    return known && known > at ? known : new Date(at.getTime() + NUDGE_AFTER_MS)
  }

  get session(): Session | undefined {
    return this.conversation.session?.status === 'active' ? this.conversation.session : undefined
  }

  /** Another dialogue; a running one waits, and one waits at most. */
  async start(flowId: string, facts: Values, rest = '', word = ''): Promise<void> {
    const { session } = this
    const flow = this.deps.revisions.newest(flowId)
    if (session && this.conversation.suspended.length > 0) {
      this.note('oneAtATime')
      return this.resumeSession()
    }
    if (session) this.conversation = { ...this.conversation, suspended: [session] }
    const turn = begin(flow, `${this.turnId}${flowId.slice(0, 2)}`, {
      startedAt: this.message.at.toISOString(),
      asked: { word, rest },
      ...facts,
    })
    const first = flow.steps[turn.session.step]
    if (rest !== '' && first?.type === 'question') {
      this.conversation = { ...this.conversation, session: turn.session }
      return this.run(turn.session, { type: 'reply', reply: { at: this.message.at, text: rest }, words: this.deps.texts.words(flowId) })
    }
    return this.finishTurn(flow, turn)
  }

  async resumeSession(): Promise<void> {
    if (this.session) await this.run(this.session, { type: 'resume' })
  }

  async run(session: Session, event: TurnEvent): Promise<void> {
    const flow = await this.deps.revisions.of(session)
    if (!flow?.steps[session.step]) {
      this.note('flowGone')
      return this.settle({ session: { ...session, status: 'expired' }, say: [] })
    }
    await this.finishTurn(flow, advance(flow, session, event))
  }

  /** Runs what the engine asks for until it waits for the person again or ends. */
  private async finishTurn(flow: Flow, first: Turn): Promise<void> {
    let turn = first
    this.said.push(...saidOf(turn, this.conversation.chased))
    try {
      while (turn.action ?? turn.lookup) {
        if (turn.lookup) {
          const candidates = await this.deps.lookups[turn.lookup.kind](turn.lookup.text, await this.person())
          turn = advance(flow, turn.session, { type: 'found', text: turn.lookup.text, candidates: candidates as never })
        } else {
          const facts = await this.runAction(flow, turn.session, turn.action!.name)
          turn = advance(flow, turn.session, { type: 'done', facts })
        }
        this.said.push(...turn.say)
      }
    } catch (error) {
      if (!(error instanceof UserFacingError)) throw error
      this.flush(flow, turn.session)
      this.messages.push({ type: 'text', text: this.text(error.key, error.params as Values) })
      // a dialogue that began with this message ends with its refusal; any other stays where it was
      if (error.endsDialogue || this.before.session?.id !== turn.session.id)
        await this.settle({ session: { ...turn.session, status: 'cancelled', answers: {} }, say: [] })
      return
    }
    if (turn.handover) await this.runAction(flow, turn.session, 'handOver')
    this.flush(flow, turn.session)
    await this.settle(turn)
  }

  private async runAction(flow: Flow, session: Session, name: string): Promise<Values> {
    const action = this.deps.actions[name]
    if (!action) throw new Error(`there is no action ${name}`)
    const result = await action({
      // not the turn: it changes when somebody saves first, and the act must be known again
      key: `${session.id}.${session.step}`,
      by: await this.person(),
      at: this.message.at,
      channel: this.channel,
      answers: answersOnPath(flow, session),
      facts: session.facts,
      revision: flow.revision,
    })
    if (result.say?.length) {
      this.flush(flow, session)
      this.pushNotices(result.say)
    }
    return result.facts ?? {}
  }

  /** Keeps the session, or what follows it when it has ended. */
  private async settle({ session, continueWith }: Turn): Promise<void> {
    if (session.status === 'active') {
      this.conversation = { ...this.conversation, session }
      return
    }
    this.isFinished = session.status === 'completed'
    const [waiting, ...others] = this.conversation.suspended
    const isKept = session.status !== 'completed' && Object.keys(session.answers).length > 0
    const drafts = isKept ? this.keepDraft(session) : this.conversation.drafts
    this.conversation = { ...this.conversation, session: undefined, drafts }
    if (continueWith) {
      await this.start(continueWith.flow, continueWith.facts)
    } else if (waiting) {
      this.conversation = { ...this.conversation, session: waiting, suspended: others }
      this.said.push({ say: 'note', key: 'resumed' })
      await this.resumeSession()
    }
  }

  private keepDraft(session: Session): readonly Session[] {
    // one that was cancelled can be found again, but is no report that waits (domain.md 2.2, row 3)
    const draft: Session = session.status === 'active' ? { ...session, status: 'paused' } : session
    return [...this.conversation.drafts, draft]
  }

  async runButton(name: string, reference: string, card?: string): Promise<void> {
    const action = this.deps.buttons.includes(name) ? this.deps.actions[name] : undefined
    if (!action) return this.note('staleQuestion')
    try {
      const key = card ? `${card}.${name}.${reference}.${this.id}` : `${this.turnId}.${name}`
      const result = await action({
        key,
        by: await this.person(),
        at: this.message.at,
        channel: this.channel,
        answers: {},
        facts: {},
        reference,
      })
      if (card && result.cardDone) {
        this.messages.push({ type: 'cardDone', card, text: this.text(result.cardDone.key, result.cardDone.values) })
        if (this.before.seen.some((one) => one.key === key)) return
        this.pressed = key
      }
      this.pushNotices(result.say ?? [])
      const { start } = result
      if (start && this.isRunning(start)) await this.resumeSession()
      else if (start) await this.start(start.flow, start.facts)
    } catch (error) {
      if (!(error instanceof UserFacingError)) throw error
      this.messages.push({ type: 'text', text: this.text(error.key, error.params as Values) })
    }
  }

  /** True where the button was pressed twice: what it starts has been started. */
  private isRunning({ flow, facts }: { readonly flow: string; readonly facts: Values }): boolean {
    const { session } = this
    return session?.flow === flow && Object.entries(facts).every(([name, value]) => isDeepStrictEqual(session.facts[name], value))
  }

  /** What was said so far becomes messages, so that cards of actions come in their place. */
  private flush(flow: Flow, session: Session): void {
    if (this.said.length === 0) return
    const card = `${this.turnId}-${this.messages.length}`
    const rendered = render(this.said, {
      flow,
      texts: this.deps.texts,
      language: this.language,
      sessionId: session.id,
      step: session.step,
      card,
    })
    this.said = []
    this.messages.push(...rendered)
    const question = rendered.find(({ type }) => type === 'choice')
    if (question && session.status === 'active') this.conversation = { ...this.conversation, openCard: { card, step: session.step } }
  }

  /** A card whose question has been answered or left shows what was chosen, however that was said. */
  private closeOpenCard(): void {
    const { openCard, session } = this.before
    if (!openCard || !session || !this.deps.revisions.has(session.flow)) return
    const present = this.conversation.session
    const isSame = present?.id === session.id && present.step === openCard.step && this.conversation.openCard?.card === openCard.card
    if (isSame) return
    if (this.conversation.openCard?.card === openCard.card) this.conversation = { ...this.conversation, openCard: undefined }
    const flow = this.deps.revisions.newest(session.flow)
    const answer = present?.id === session.id ? present.answers[openCard.step] : undefined
    const isChanged = answer !== undefined && JSON.stringify(answer) !== JSON.stringify(session.answers[openCard.step])
    const wording = { texts: this.deps.texts, language: this.language, flow }
    const chosen = isChanged && answer !== true ? this.text('cardChosen', { answer: describe(wording, openCard.step, answer) }) : undefined
    const isAskedAgain = present?.id === session.id && present.step === openCard.step
    const isSubmitted = present?.id !== session.id && this.isFinished
    const text = chosen ?? this.text(isAskedAgain ? 'cardMoved' : isSubmitted ? 'cardSubmitted' : 'cardDone')
    this.messages.unshift({ type: 'cardDone', card: openCard.card, text })
  }

  private pushNotices(notices: readonly Notice[]): void {
    for (const notice of notices) {
      const message = translate(this.deps.texts, this.language, notice)
      // the same record may be shown twice, and no two cards may have one id
      this.messages.push(message.type === 'card' ? { ...message, card: `${this.turnId}-${this.messages.length}` } : message)
    }
  }

  note(key: string, values: Values = {}): void {
    this.messages.push({ type: 'text', text: this.text(`notes.${key}`, values) })
  }

  text(key: string, values: Values = {}): string {
    return this.deps.texts.phrase(this.language, { key, values })
  }

  get channel(): string {
    return this.message.from?.channel ?? ''
  }

  private get language(): string {
    return this.conversation.language ?? this.deps.defaultLanguage ?? SOURCE_LANGUAGE
  }

  private known?: Promise<Person>

  private person(): Promise<Person> {
    this.known ??= this.deps.personOf(contactId(this.message.from!))
    return this.known
  }
}
