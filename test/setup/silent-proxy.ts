/** A TCP way to the database that can fall silent, as a firewall or a frozen machine does: connections stay open and nothing comes back. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface SilentProxy {
  /** The address with this proxy instead of the server itself. */
  readonly uri: string
  /** From now on nothing is passed on. Connections that are open now never speak again. */
  fallSilent(): void
  /** New connections are served again. */
  speakAgain(): void
  stop(): Promise<void>
}

/** @param target an address of one server: a Unix socket or host and port */
export async function startSilentProxy(target: string): Promise<SilentProxy> {
  const [, host = '', rest = ''] = /^mongodb:\/\/([^/]+)(\/.*)$/.exec(target) ?? []
  const isSocket = host.startsWith('%2F')
  const [name = '', port = '27017'] = host.split(':')
  const dial = () => (isSocket ? connect(decodeURIComponent(host)) : connect(Number(port), name))
  let isSilent = false
  const open = new Set<Socket>()

  const server = createServer((client) => {
    open.add(client)
    client.on('error', () => {}).on('close', () => open.delete(client))
    if (isSilent) return
    const upstream = dial()
    open.add(upstream)
    upstream.on('error', () => client.destroy()).on('close', () => open.delete(upstream))
    client.pipe(upstream).pipe(client)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')

  return {
    uri: `mongodb://127.0.0.1:${(server.address() as AddressInfo).port}${rest}`,
    fallSilent() {
      isSilent = true
      for (const socket of open) {
        socket.unpipe()
        socket.pause()
      }
    },
    speakAgain() {
      isSilent = false
    },
    async stop() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
