import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'

export interface BenchServer {
  readonly port: number
  /** After garbage collection. */
  usage(): Promise<{ cpuMs: number; rssMb: number; heapMb: number }>
  /** As it is. */
  rssMb(): Promise<number>
  stop(): Promise<void>
}

/** `server.ts` in a process of its own, so that what sends the load is not measured. */
export async function startServer(
  kind: 'bot' | 'bare',
  uri: string,
  apiBase: string,
  nodeOptions: readonly string[] = [],
): Promise<BenchServer> {
  const script = fileURLToPath(new URL('./server.ts', import.meta.url))
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(
    process.execPath,
    ['--expose-gc', ...nodeOptions, '--import', 'tsx', script, kind, uri, apiBase],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const read = async <T>() => JSON.parse((await lines.next()).value as string) as T
  const { port } = await read<{ port: number }>()
  return {
    port,
    usage() {
      child.stdin.write('usage\n')
      return read()
    },
    async rssMb() {
      child.stdin.write('memory\n')
      return (await read<{ rssMb: number }>()).rssMb
    },
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.stdin.end()
      await ended
    },
  }
}
