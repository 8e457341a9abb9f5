/**
 * The stage: process 1 of a private pid namespace. It reads a plan from standard input, plays it and
 * tells on standard output what happens. When it ends, for whatever reason, the kernel ends every
 * process in the namespace; and it ends when standard input does, so it cannot outlive its runner.
 */
import { writeFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Plan, planSchema, SCRATCH } from '../plan/index.js'
import { command } from './commands.js'
import type { StageEvent } from './events.js'
import { look, sockets } from './look.js'
import { type Network, raiseLoopback, raiseNat } from './network.js'
import { type Listener, type Running, startProgram } from './program.js'

const tell = (event: StageEvent) =>
  new Promise<void>((written) => process.stdout.write(`${JSON.stringify(event)}\n`, () => written()))

let network: Network = { client: null, server: null }

async function play(plan: Plan): Promise<void> {
  await command(['mount', '-t', 'tmpfs', 'scratch', SCRATCH])
  for (const { path, text } of plan.files) await writeFile(path, text)
  network = await raise(plan)

  const accident = new AbortController()
  const running = await startAll(plan, accident)
  await tell({ type: 'playing' })
  await sleep(plan.doctor === null ? 2 ** 31 - 1 : plan.lookAfterMs, undefined, { signal: accident.signal })
  if (plan.doctor !== null) await tell({ type: 'looked', looked: await look(plan.doctor, running, network) })
}

function raise({ isolation, natTimeoutS }: Plan): Promise<Network> {
  if (isolation === 'host') return Promise.resolve(network)
  return natTimeoutS === null ? raiseLoopback() : raiseNat(natTimeoutS)
}

async function startAll(plan: Plan, accident: AbortController): Promise<Running[]> {
  const listener: Listener = {
    printed: (program, line) => void tell({ type: 'printed', program, line }),
    ended: (program, how) => accident.abort(new Error(`${program} ${how}`)),
  }
  const running: Running[] = []
  for (const program of plan.programs) {
    running.push(await startProgram(program, network[program.namespace], listener, accident.signal))
    await tell({ type: 'ready', program: program.name })
  }
  return running
}

async function confess(problem: unknown): Promise<void> {
  // An aborted wait says only that; why it was aborted is its cause.
  const reason = problem instanceof Error && problem.name === 'AbortError' ? (problem.cause ?? problem) : problem
  const why = reason instanceof Error ? reason.message : String(reason)
  await tell({ type: 'failed', why, sockets: await sockets(network).catch(String) })
}

const input = createInterface({ input: process.stdin })
input.once('line', (line) => {
  play(planSchema.parse(JSON.parse(line)))
    .catch(confess)
    .finally(() => process.exit())
})
input.once('close', () => process.exit())
