import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { HalfopenError } from '@halfopen/core'
import { pathWithSystem } from './tools.js'

/** Beside this module, in the sources and in the build. */
const PROGRAM = fileURLToPath(new URL('./agent.mjs', import.meta.url))

/** A machine under load answers within a second; more is one that never will. */
const ANSWER_MS = 15_000
const END_MS = 2000

export interface Given<ANSWER> {
  readonly answer: ANSWER
  readonly handle: unknown
}

interface Waiting {
  readonly resolve: (given: Given<never>) => void
  readonly reject: (error: HalfopenError) => void
}

interface Message {
  readonly id: number
  readonly answer: { readonly error?: string }
}

/** The agent's process in its namespaces, and questions to it. It ends when this process does, however that ends. */
export class Channel implements AsyncDisposable {
  readonly #process: ChildProcess
  readonly #ended: Promise<void>
  readonly #waiting = new Map<number, Waiting>()
  #asked = 0
  #end: string | undefined

  constructor(unshareFlags: readonly string[]) {
    this.#process = startAgent(unshareFlags)
    this.#process.on('message', (message, handle) => this.#receive(message as Message, handle))
    this.#ended = endOf(this.#process).then((why) => this.#refuseAll(why))
  }

  /** The process whose namespaces are the agent's; its children's process namespace is that of the agent. */
  get pid(): number {
    return this.#process.pid ?? 0
  }

  /** @throws HalfopenError HO_NAMESPACES, with the reason the agent gives. */
  async ask<ANSWER>(ask: string, details: object = {}): Promise<Given<ANSWER>> {
    const id = ++this.#asked
    const given = new Promise<Given<never>>((resolve, reject) => this.#waiting.set(id, { resolve, reject }))
    const late = setTimeout(() => this.#refuse(id, `no answer to "${ask}" within ${ANSWER_MS / 1000} s`), ANSWER_MS)
    if (this.#end === undefined) this.#process.send({ id, ask, ...details }, () => undefined)
    else this.#refuse(id, this.#end)
    return given.finally(() => clearTimeout(late))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.connected) this.#process.disconnect()
    const overdue = new AbortController()
    const kill = sleep(END_MS, undefined, { signal: overdue.signal }).then(
      () => this.#process.kill('SIGKILL'),
      () => undefined,
    )
    await this.#ended
    overdue.abort()
    await kill
  }

  #receive({ id, answer }: Message, handle: unknown): void {
    if (answer.error !== undefined) return this.#refuse(id, answer.error)
    this.#waiting.get(id)?.resolve({ answer: answer as never, handle })
    this.#waiting.delete(id)
  }

  #refuse(id: number, why: string): void {
    this.#waiting.get(id)?.reject(new HalfopenError('HO_NAMESPACES', `namespaces could not be set up: ${why}`))
    this.#waiting.delete(id)
  }

  #refuseAll(why: string): void {
    this.#end = why
    for (const id of this.#waiting.keys()) this.#refuse(id, why)
  }
}

function startAgent(unshareFlags: readonly string[]): ChildProcess {
  return spawn('unshare', [...unshareFlags, process.execPath, PROGRAM], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // A session of its own: Ctrl-C is for the command, and the agent goes last.
    detached: true,
    env: { ...process.env, NODE_OPTIONS: '', PATH: pathWithSystem(process.env) },
  })
}

/** Waits for its end; gives its last words. Not by `close`: Node.js does not emit it once the channel was closed from here. */
async function endOf(agent: ChildProcess): Promise<string> {
  let said = ''
  agent.stderr?.on('data', (bytes: Buffer) => (said = (said + bytes.toString()).slice(-1000)))
  const silent = agent.stderr && once(agent.stderr, 'close')
  try {
    await once(agent, 'exit')
    await silent
    return reasonIn(said) ?? 'the agent ended'
  } catch (error) {
    return (error as Error).message
  }
}

/** A stack trace says it in the middle. */
function reasonIn(said: string): string | undefined {
  const lines = said.split('\n').filter((line) => line.trim() !== '')
  return lines.find((line) => /error|failed/i.test(line)) ?? lines[0]
}
