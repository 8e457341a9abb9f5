import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { ClientReport, Stage } from './client.js'
import type { LaboratoryReport } from './laboratory.js'
import type { Load } from './load.js'
import type { Origins, Window } from './paths.js'
import { type Account, account, type Arrivals, compareArrivals } from './verdict.js'

export interface Soak {
  /** The programs built from laboratory.ts and client.ts. */
  readonly programs: { readonly laboratory: string; readonly client: string }
  /** The Node.js binary of the client. */
  readonly node: string
  readonly requests: number
  readonly seed: number
  /** Told after each fifth. */
  readonly onStage?: (stage: Stage) => void
}

export interface Outcome extends Omit<ClientReport, 'flags' | 'load'>, Arrivals {
  readonly account: Account
  readonly stages: readonly Omit<Stage, 'failures'>[]
  readonly windows: readonly Window[]
  readonly seconds: number
  readonly load: { readonly client: Load; readonly laboratory: Load }
}

/** Asks a laboratory full of faults, from a process of its own, and judges what became of each request. */
export async function soak({ programs, node, requests, seed, onStage }: Soak): Promise<Outcome> {
  const args = [String(requests), String(seed)]
  const laboratory = fork(programs.laboratory, args, { serialization: 'advanced' })
  const client = fork(programs.client, args, { serialization: 'advanced', execPath: node })
  try {
    const origins = await told<Origins>(laboratory)
    const startedMs = performance.now()
    const stages: Stage[] = []
    client.on('message', (message: Stage | ClientReport) => {
      if (!('failures' in message)) return
      stages.push(message)
      onStage?.(message)
    })
    client.send(origins)
    const report = await told<ClientReport>(client, (message) => 'flags' in message)
    const seconds = (performance.now() - startedMs) / 1000
    laboratory.send('stop')
    return judged({ stages, client: report, laboratory: await told<LaboratoryReport>(laboratory), seconds })
  } finally {
    for (const process of [client, laboratory]) await ended(process)
  }
}

/** What the processes told, as one. */
interface Told {
  readonly stages: readonly Stage[]
  readonly client: ClientReport
  readonly laboratory: LaboratoryReport
  readonly seconds: number
}

function judged({ stages, client, laboratory, seconds }: Told): Outcome {
  const { flags, load, ...rest } = client
  const { windows, arrivals } = laboratory
  const failures = stages.flatMap((stage) => stage.failures)
  return {
    ...rest,
    ...compareArrivals(flags, arrivals),
    account: account(failures, windows),
    stages: stages.map(({ requests, atRest, available, closed }) => ({ requests, atRest, available, closed })),
    windows,
    seconds,
    load: { client: load, laboratory: laboratory.load },
  }
}

/** The first message that it is; it fails when the process ends instead. */
function told<T>(process: ChildProcess, isIt: (message: object) => boolean = () => true): Promise<T> {
  return new Promise((resolve, reject) => {
    process.once('exit', (code) => reject(new Error(`a process of the soak ended with ${code}`)))
    process.on('message', (message: object) => {
      if (isIt(message)) resolve(message as T)
    })
  })
}

async function ended(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return
  process.kill('SIGKILL')
  await once(process, 'exit')
}
