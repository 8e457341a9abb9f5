import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const PROGRAM = fileURLToPath(new URL('../../bin/halfopen.js', import.meta.url))
const ME = String(process.pid)
const hasPty = spawnSync('script', ['--version']).status === 0

/** A terminal of 100 by 30: script(1) of util-linux opens it. */
class Terminal {
  output = ''
  readonly #child: ChildProcessWithoutNullStreams
  readonly #ended: Promise<unknown[]>

  constructor(...args: string[]) {
    const command = `stty cols 100 rows 30; echo shell=$$; exec ${process.execPath} ${PROGRAM} ${args.join(' ')}`
    this.#child = spawn('script', ['-qefc', command, '/dev/null'], { env: { ...process.env, TERM: 'xterm-256color' } })
    this.#child.stdout.on('data', (bytes: Buffer) => (this.output += bytes.toString()))
    this.#ended = once(this.#child, 'close')
  }

  type(keys: string): void {
    this.#child.stdin.write(keys)
  }

  async sees(text: string | RegExp): Promise<void> {
    const isSeen = () => (typeof text === 'string' ? this.output.includes(text) : text.test(this.output))
    for (let waitedMs = 0; !isSeen(); waitedMs += 50) {
      if (waitedMs > 15_000) throw new Error(`never saw ${String(text)} in ${JSON.stringify(this.output.slice(-2000))}`)
      await sleep(50)
    }
  }

  signal(name: NodeJS.Signals): void {
    process.kill(Number(/shell=(\d+)/.exec(this.output)?.[1]), name)
  }

  async end(): Promise<number> {
    const [status] = await this.#ended
    return Number(status)
  }
}

const ENTERED = '\u001b[?1049h'
const RESTORED = '\u001b[?7h\u001b[?25h\u001b[?1049l'

describe.skipIf(!hasPty)('the live view', () => {
  let server: Server
  let client: Socket

  // Something of our own to look at.
  beforeAll(async () => {
    server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    client = connect((server.address() as AddressInfo).port, '127.0.0.1')
    await once(client, 'connect')
  })

  afterAll(async () => {
    client.destroy()
    server.close()
    await once(server, 'close')
  })

  it('shows processes, filters them, opens one, and gives the screen back', async () => {
    const terminal = new Terminal('watch', '--interval', '200ms')
    await terminal.sees(ENTERED)
    await terminal.sees('own cost:')
    terminal.type('/')
    await terminal.sees('filter:')
    terminal.type(`${ME}\r`)
    await terminal.sees(`/ filter: ${ME}`)
    // To the end: findings, should this process have any, come first.
    terminal.type('G\r')
    await terminal.sees(`(pid ${ME})`)
    await terminal.sees(`port ${(server.address() as AddressInfo).port}`)
    terminal.type('q')
    expect(await terminal.end()).toBe(0)
    expect(terminal.output.trimEnd().endsWith(RESTORED)).toBe(true)
  })

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('gives the screen back on %s', async (name) => {
    const terminal = new Terminal('watch', '--interval', '200ms', '--pid', ME)
    await terminal.sees('own cost:')
    await sleep(500)
    terminal.signal(name)
    expect(await terminal.end()).toBe(0)
    expect(terminal.output.trimEnd().endsWith(RESTORED)).toBe(true)
  })

  it('prints lines when they are asked for', async () => {
    const terminal = new Terminal('watch', '--plain', '--pid', ME)
    await terminal.sees(`watching pid ${ME}`)
    terminal.signal('SIGTERM')
    await terminal.end()
    expect(terminal.output).not.toContain(ENTERED)
  })

  it('survives any keys', async () => {
    const terminal = new Terminal('watch', '--interval', '200ms')
    await terminal.sees('own cost:')
    for (const keys of [
      'jjkk',
      '\u001b[6~',
      '\r',
      '?',
      '\u001b',
      '\u001b[200~x\u001b[201~',
      's',
      'p',
      '\f',
      'p',
      '\u001b[',
      'A',
    ]) {
      terminal.type(keys)
      await sleep(60)
    }
    terminal.type('\u0003')
    expect(await terminal.end()).toBe(0)
    expect(terminal.output.trimEnd().endsWith(RESTORED)).toBe(true)
  })
})
