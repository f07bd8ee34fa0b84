/** The few exceptions of this program, split by who can act on them. A wrong reply of a person is never one of them. */
import type { Values } from './dialogue/session.js'
import { describeProblem, type Problem } from './faults/problem.js'

/** The contact should be told; `key` is a locale key and `params` its placeholders. */
export class UserFacingError extends Error {
  constructor(
    readonly key: string,
    readonly params: Values = {},
    /** True where the dialogue that met it cannot go on: what it was about has changed. */
    readonly endsDialogue = false,
  ) {
    super(key)
    this.name = 'UserFacingError'
  }
}

/** Refused because of who asks; `key` is a sentence that says who may. Whoever runs the action records the try. */
export class NotAllowedError extends UserFacingError {}

/** A webhook call that is not genuine or not readable: answered with `status` and nothing else. */
export class WebhookError extends Error {
  constructor(
    readonly status: number,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(reason, options)
    this.name = 'WebhookError'
  }
}

/** What a platform's refusal asks of us; `closed`: the person must write first, as the time for answering them is over. */
export type ApiReaction = 'retry' | 'refresh' | 'backOff' | 'permanent' | 'configuration' | 'closed'

/** The platform said no. */
export class ChannelApiError extends Error {
  constructor(
    readonly method: string,
    /** The platform's own: a number, or a name where it has names. */
    readonly code: number | string,
    readonly reaction: ApiReaction,
    detail = '',
  ) {
    super(`${method} was refused with ${code}${detail ? `: ${detail}` : ''}`)
    this.name = 'ChannelApiError'
  }

  get retryable(): boolean {
    return this.reaction === 'retry' || this.reaction === 'refresh' || this.reaction === 'backOff'
  }
}

/** The platform did not answer, or not with something readable. */
export class ChannelNetworkError extends Error {
  readonly retryable = true

  constructor(
    readonly method: string,
    options?: ErrorOptions,
  ) {
    super(`${method} got no usable answer`, options)
    this.name = 'ChannelNetworkError'
  }
}

/** A flow or a text is wrong; all faults together. */
export class FlowDefinitionError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(inWords('dialogues', problems, 'zh-CN'))
    this.name = 'FlowDefinitionError'
  }

  /** The message for whoever reads another language than Chinese. */
  in(language: string): string {
    return inWords('dialogues', this.problems, language)
  }
}

const UNUSABLE = {
  dialogues: { zh: '对话还不能用，请先改好：', en: 'The dialogues cannot be used:' },
  config: { zh: '配置还不能用，请先改好：', en: 'The configuration cannot be used:' },
}

const inWords = (what: keyof typeof UNUSABLE, problems: readonly Problem[], language: string): string =>
  [UNUSABLE[what][language.startsWith('en') ? 'en' : 'zh'], ...problems.map((problem) => describeProblem(problem, language))].join('\n  ')

/** The environment or the organisation file is wrong; all faults together. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(inWords('config', problems, 'zh-CN'))
    this.name = 'ConfigError'
  }

  /** The message for whoever reads another language than Chinese. */
  in(language: string): string {
    return inWords('config', this.problems, language)
  }
}

/** Something on this computer stands in the way of the start; the message says what to do. */
export class StartError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StartError'
  }
}

/** Somebody saved first; reload and run again. */
export class SessionConflictError extends Error {
  constructor(readonly sessionId: string) {
    super(`session ${sessionId} was changed meanwhile`)
    this.name = 'SessionConflictError'
  }
}

/** No usable database; the message says what to do. */
export class DatabaseError extends Error {
  constructor(
    readonly code: 'LOCKED' | 'GLIBC' | 'NO_ENGINE' | 'OPEN_FAILED' | 'NO_PROVIDER' | 'NO_ANSWER' | 'FOREIGN',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.name = 'DatabaseError'
  }
}
