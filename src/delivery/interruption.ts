/** What happens inside a channel's `send` and is not the channel's doing. */

/** A file that is to be sent cannot be read yet: it is still being fetched, or the database is away. */
export class FileUnavailableError extends Error {
  constructor(fileId: string, options?: ErrorOptions) {
    super(`file ${fileId} cannot be read`, options)
    this.name = 'FileUnavailableError'
  }
}

/** The try must end here without a verdict on the delivery: the box belongs to somebody else, or nothing can be recorded. */
export class InterruptedError extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options)
    this.name = 'InterruptedError'
  }
}
