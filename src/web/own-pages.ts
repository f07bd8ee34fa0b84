import type { Context, Middleware } from 'koa'

const THIS_MACHINE = ['127.0.0.1', 'localhost', '[::1]']

/**
 * Lets through what pages served from here and programs without a browser ask for. A page of another site, of another program on this
 * machine, or under a name that was rebound to this machine gets 403. `addresses` are further names under which people reach this server.
 */
export function onlyOwnPages(addresses: readonly string[]): Middleware {
  const own = addresses.map((address) => new URL(address))
  const names = new Set([...THIS_MACHINE, ...own.map(({ hostname }) => hostname)])
  const hosts = new Set(own.map(({ host }) => host))
  return async (context, next) => {
    if (names.has(context.hostname.toLowerCase()) && comesFromHere(context, hosts)) return next()
    context.status = 403
    context.body = { error: 'only for the pages of this server; behind another name set PUBLIC_URL' }
  }
}

/** Lets through what pages under this address and programs without a browser ask for; under whatever name a proxy passes it on. */
export function onlyFrom(address: string): Middleware {
  const hosts = new Set([new URL(address).host])
  return async (context, next) => {
    if (comesFromHere(context, hosts)) return next()
    context.status = 403
    context.body = { error: 'only for the pages of this server' }
  }
}

/** Browsers name the page that asks; what names none is no browser, or older than the headers and then held off by the content types. */
function comesFromHere(context: Context, hosts: ReadonlySet<string>): boolean {
  const site = context.get('sec-fetch-site')
  const followsLink = context.method === 'GET' && context.get('sec-fetch-mode') === 'navigate'
  // “same-site” is another port of this machine: another program
  return isOwnOrigin(context, hosts) && (['', 'same-origin', 'none'].includes(site) || followsLink)
}

/** A proxy may have put its own name for us into `Host`; `Origin` is then one of ours all the same. */
function isOwnOrigin(context: Context, hosts: ReadonlySet<string>): boolean {
  const origin = context.get('origin')
  if (origin === '') return true
  if (!URL.canParse(origin)) return false
  const { host } = new URL(origin)
  return host === context.host.toLowerCase() || hosts.has(host)
}
