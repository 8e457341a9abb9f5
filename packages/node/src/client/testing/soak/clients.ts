import type { Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ClientAgent, type ClientOptions, createAgent, createDispatcher, type PoolStats } from '../../index.js'
import type { Clients } from './call.js'

/** More than any wait of a busy machine: what fails in spite of it has another reason. */
const PATIENT: ClientOptions = {
  poolTimeoutMs: 120_000,
  connectTimeoutMs: 60_000,
  headersTimeoutMs: 20_000,
  bodyTimeoutMs: 20_000,
}

const OPTIONS: Readonly<Record<keyof Clients['agent'], ClientOptions>> = {
  patient: { ...PATIENT, unreadTimeoutMs: 0 },
  strict: { ...PATIENT, headersTimeoutMs: 1_000, bodyTimeoutMs: 1_000, unreadTimeoutMs: 250, deadlineMs: 8_000 },
  hasty: { ...PATIENT, deadlineMs: 100 },
}
const NAMES = ['patient', 'strict', 'hasty'] as const

/** The clients under test of one crew, for a while; then they are closed, and what they learned is forgotten. */
export class ClientSet implements Clients {
  readonly dispatcher: Clients['dispatcher']
  readonly agent: Clients['agent']
  private readonly pairs: ClientAgent[]

  constructor(private readonly totalConnections: number) {
    const options = NAMES.map((name) => ({ ...OPTIONS[name], totalConnections }))
    const [patient, strict, hasty] = options.map((each) => createDispatcher(each))
    if (!patient || !strict || !hasty) throw new Error('a client is missing')
    this.dispatcher = { patient, strict, hasty }
    this.pairs = options.map((each) => createAgent(each))
    const agents = this.pairs.map(({ httpAgent }): Agent => httpAgent)
    this.agent = Object.fromEntries(NAMES.map((name, at) => [name, agents[at]])) as Clients['agent']
  }

  /** Idle connections that the pools say they have. */
  get available(): number {
    return this.stats()
      .flat()
      .reduce((sum, { available }) => sum + available, 0)
  }

  /** Waits until no request is under way, at most 10 s. @returns what is not as it must be then. */
  async rested(): Promise<string[]> {
    for (const end = performance.now() + 10_000; performance.now() < end && this.leased > 0; ) await sleep(5)
    return this.stats().flatMap((pools) => this.excess(pools))
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.dispatcher).map((each) => each.close()))
    for (const pair of this.pairs) pair.destroy()
  }

  private get leased(): number {
    return this.stats()
      .flat()
      .reduce((sum, { leased, pending }) => sum + leased + pending, 0)
  }

  private stats(): PoolStats[][] {
    return [...Object.values(this.dispatcher), ...this.pairs].map((client) => client.stats())
  }

  private excess(pools: PoolStats[]): string[] {
    const total = pools.reduce((sum, { available }) => sum + available, 0)
    const wrong = pools.filter(({ leased, pending, available, max }) => leased + pending > 0 || available > max)
    const found = wrong.map((stats) => JSON.stringify(stats))
    return total > this.totalConnections ? [...found, `${total} idle of at most ${this.totalConnections}`] : found
  }
}
