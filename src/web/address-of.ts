import type { IncomingMessage } from 'node:http'
import { BlockList, isIPv6 } from 'node:net'

const INSIDE = new BlockList()
for (const [net, prefix] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  INSIDE.addSubnet(net, prefix)
INSIDE.addAddress('::1', 'ipv6')
INSIDE.addSubnet('fc00::', 7, 'ipv6')

/** From where somebody calls. Only of a proxy inside is believed for whom it calls, and only what it has added itself: the last. */
export function addressOf({ socket, headers }: IncomingMessage): string {
  const direct = socket.remoteAddress ?? ''
  const added = `${headers['x-forwarded-for'] ?? ''}`.split(',').at(-1)?.trim()
  return added && INSIDE.check(direct, isIPv6(direct) ? 'ipv6' : 'ipv4') ? added : direct
}
