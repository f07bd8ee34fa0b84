/**
 * Calls over a fixed number of connections that stay open, written to the sockets as they are: Node's own client costs more for a call than the bot
 * does for refusing it, and would be what is measured.
 */
import { connect, type Socket } from 'node:net'

export type Outcome = number | 'timeOut' | 'broken'

interface Call {
  readonly text: string
  readonly askedAt: number
  readonly resolve: (outcome: Outcome) => void
}
interface Line {
  readonly socket: Socket
  call: Call | undefined
  received: string
}

const LOOK_FOR_LATE_EVERY_MS = 50

/** Waiting for a free connection counts as waiting for the answer. */
export class Connections {
  readonly #lines = new Set<Line>()
  readonly #free: Line[] = []
  readonly #watch: NodeJS.Timeout
  #waiting: Call[] = []
  #next = 0

  constructor(
    readonly port: number,
    readonly most: number,
    readonly timeoutMs: number,
  ) {
    this.#watch = setInterval(() => this.#giveUpLate(), LOOK_FOR_LATE_EVERY_MS)
  }

  post(path: string, body: string): Promise<Outcome> {
    const text = `POST ${path} HTTP/1.1\r\nhost: bot\r\ncontent-type: text/xml\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
    return new Promise((resolve) => {
      this.#waiting.push({ text, askedAt: performance.now(), resolve })
      this.#sendNext()
    })
  }

  close(): void {
    clearInterval(this.#watch)
    for (const { socket } of this.#lines) socket.destroy()
  }

  #sendNext(): void {
    if (this.#next === this.#waiting.length) return
    const line = this.#free.pop() ?? (this.#lines.size < this.most ? this.#open() : undefined)
    if (!line) return
    const call = this.#waiting[this.#next++]!
    if (this.#next > 10_000) {
      this.#waiting = this.#waiting.slice(this.#next)
      this.#next = 0
    }
    line.call = call
    line.socket.write(call.text)
  }

  #open(): Line {
    const socket = connect({ port: this.port, host: '127.0.0.1', noDelay: true })
    const line: Line = { socket, call: undefined, received: '' }
    this.#lines.add(line)
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => this.#read(line, chunk))
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.#lose(line))
    return line
  }

  #read(line: Line, chunk: string): void {
    line.received += chunk
    const headEnds = line.received.indexOf('\r\n\r\n')
    if (headEnds < 0) return
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(line.received.slice(0, headEnds))?.[1] ?? 0)
    if (line.received.length < headEnds + 4 + length) return
    const status = Number(line.received.slice(9, 12))
    line.received = ''
    const { call } = line
    line.call = undefined
    this.#free.push(line)
    call?.resolve(status)
    this.#sendNext()
  }

  #lose(line: Line): void {
    this.#lines.delete(line)
    const place = this.#free.indexOf(line)
    if (place >= 0) this.#free.splice(place, 1)
    line.call?.resolve('broken')
    line.call = undefined
    this.#sendNext()
  }

  /** As the platform does: it hangs up and delivers again later. */
  #giveUpLate(): void {
    const before = performance.now() - this.timeoutMs
    for (const line of this.#lines) {
      if (!line.call || line.call.askedAt > before) continue
      line.call.resolve('timeOut')
      line.call = undefined
      line.socket.destroy()
    }
    while (this.#next < this.#waiting.length && this.#waiting[this.#next]!.askedAt <= before)
      this.#waiting[this.#next++]!.resolve('timeOut')
  }
}
