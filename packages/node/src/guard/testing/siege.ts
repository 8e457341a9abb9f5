import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { GuardOptions, GuardStats } from '../index.js'
import { Crowd } from './crowd.js'

export interface Siege {
  /** The program built from victim.ts. */
  readonly program: string
  /** The Node.js binary. */
  readonly node: string
  /** null: without a guard. */
  readonly options: GuardOptions | null
  readonly connections: number
  readonly descriptors: number
  /** How many requests are asked once all have been opened. */
  readonly questions: number
}

export interface Outcome {
  readonly opened: number
  /** Still open at the end. */
  readonly held: number
  readonly during: Answers
  readonly after: Answers
  readonly stats: GuardStats | null
}

export interface Answers {
  readonly asked: number
  readonly answered: number
  /** How many times one was told 503, and asked again. */
  readonly refusals: number
  /** Milliseconds from the first try to the answer, of those answered. */
  readonly ms: readonly number[]
  readonly failures: Readonly<Record<string, number>>
}

/** How long one question may wait, its repetitions included. */
const PATIENCE_MS = 10_000
/** What the refusal asks for. */
const RETRY_AFTER_MS = 1_000

/** A crowd gathers around a server with few descriptors; meanwhile and afterwards someone asks, each time on a new connection. */
export async function siege(siege: Siege): Promise<Outcome> {
  const victim = startVictim(siege)
  try {
    const { port } = await told<{ port: number }>(victim)
    using crowd = new Crowd({ port, connections: siege.connections, parallel: 100 })
    let isGathering = true
    const during = ask(port, () => isGathering)
    await crowd.gather()
    isGathering = false
    const answersDuring = await during
    let left = siege.questions
    const after = await ask(port, () => left-- > 0)
    victim.send({})
    const { stats } = await told<{ stats: GuardStats | null }>(victim)
    return { opened: crowd.opened, held: crowd.size, during: answersDuring, after, stats }
  } finally {
    victim.kill('SIGKILL')
    await once(victim, 'exit')
  }
}

function startVictim({ program, node, options, descriptors }: Siege): ChildProcess {
  const args = ['-c', `ulimit -n ${descriptors}; exec "$@"`, 'sh', node, program, JSON.stringify(options)]
  return spawn('sh', args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
}

async function told<T>(victim: ChildProcess): Promise<T> {
  const [message] = (await once(victim, 'message', { signal: AbortSignal.timeout(20_000) })) as [T]
  return message
}

async function ask(port: number, goOn: () => boolean): Promise<Answers> {
  const ms: number[] = []
  const failures: Record<string, number> = {}
  let asked = 0
  let refusals = 0
  while (goOn()) {
    asked++
    const startedAt = performance.now()
    let answer = await askOnce(port)
    while (answer === '503' && performance.now() - startedAt < PATIENCE_MS) {
      refusals++
      await sleep(RETRY_AFTER_MS)
      answer = await askOnce(port)
    }
    if (answer === '200') ms.push(performance.now() - startedAt)
    else failures[answer] = (failures[answer] ?? 0) + 1
  }
  return { asked, answered: ms.length, refusals, ms, failures }
}

/** The status, or the error's code. */
function askOnce(port: number): Promise<string> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(PATIENCE_MS)
    const request = get({ host: '127.0.0.1', port, agent: false, signal }, (response) => {
      response.resume().on('close', () => resolve(String(response.statusCode)))
    })
    request.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.name))
  })
}
