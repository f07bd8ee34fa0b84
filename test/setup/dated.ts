import type { Middleware } from 'koa'

/** Answers say what time it is at a platform, which is not what the machine of the test says. */
export const dated =
  (now: () => Date): Middleware =>
  (context, next) => {
    context.set('date', now().toUTCString())
    return next()
  }
