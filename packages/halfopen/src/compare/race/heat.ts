import type { Snapshot } from '@halfopen/core'

import type { Clock, Eyes } from '../../host/index.js'
import { Client } from '../clients/index.js'
import { type PortPairs, portPairsOf, type SocketReader, SocketWatch, type Track } from '../sockets/index.js'
import { learnRest } from './aftermath.js'
import { type Endings, Heard } from './heard.js'
import { Pace } from './pace.js'
import { Runner } from './runner.js'
import { isHung } from './verdict.js'

const HEARING_MS = 200
const HEARING_POLL_MS = 5

export interface HeatOptions {
  readonly clock: Clock
  readonly eyes: Eyes
  readonly reader: SocketReader
  readonly endings: Endings
  /** Ends every client; what is known by then is the result. */
  readonly signal: AbortSignal
  readonly timeoutMs: number
  /** How long a client may be silent once another has succeeded, ms; default by the slowest success. */
  readonly patienceMs: number | undefined
  /** Told after each look. */
  readonly progress: (runners: readonly Runner[]) => void
}

export interface HeatResult {
  readonly runners: readonly Runner[]
  /** Client ends of connections of which it was not seen whose they were. */
  readonly unowned: ReadonlySet<string>
  /** Servers to which an attempt to connect came to nothing before it was seen whose it was. */
  readonly refusing: readonly string[]
}

/** Clients that run at the same time, from their start until nothing of them runs any more. */
export class Heat {
  readonly #options: HeatOptions
  readonly #runners: Runner[] = []
  readonly #heard: Heard
  #before: PortPairs = new Set()
  #slowestSuccessMs: number | undefined

  /** `slowestSuccessMs`: of clients that ran before this heat. */
  constructor(options: HeatOptions, slowestSuccessMs: number | undefined) {
    this.#options = options
    this.#heard = new Heard(options.endings)
    this.#slowestSuccessMs = slowestSuccessMs
  }

  get slowestSuccessMs(): number | undefined {
    return this.#slowestSuccessMs
  }

  async run(commands: readonly { readonly label: string; readonly command: string }[]): Promise<HeatResult> {
    this.#before = portPairsOf(this.#snapshot([]))
    try {
      for (const { label, command } of commands) this.#start(label, command)
      await this.#untilAllEnded()
    } finally {
      await Promise.all(this.#runners.map(({ client }) => client.end()))
    }
    await this.#untilAllHeard()
    const ours = new Set(this.#tracks.map(({ last }) => last.local))
    const refusing = this.#heard.refusing(ours, this.#before)
    return { runners: this.#runners, unowned: this.#learn(), refusing }
  }

  #start(label: string, command: string): void {
    const { clock, reader } = this.#options
    const client = new Client(command, () => clock.now())
    this.#runners.push(new Runner(label, client, new SocketWatch(client.tree, reader, client.startedMs)))
  }

  async #untilAllEnded(): Promise<void> {
    const { clock, signal, progress } = this.#options
    const pace = new Pace(clock)
    const glance = () => this.#running.some(({ watch, client }) => client.ended !== undefined || watch.glance())
    for (;;) {
      const startMs = clock.now()
      const happened = this.#look(startMs)
      this.#judge(clock.now())
      progress(this.#runners)
      if (this.#running.length === 0) return
      await pace.rest({ startMs, happened }, glance, signal)
    }
  }

  /** The kernel tells of an ended socket a moment later; of one to a far server, only when that has answered. */
  async #untilAllHeard(): Promise<void> {
    const { clock } = this.#options
    const boundMs = clock.now() + (this.#heard.isHeard ? HEARING_MS : 0)
    const isMissing = () => this.#tracks.some((track) => !track.isOpen && this.#heard.of(track.last) === undefined)
    for (this.#heard.listen(); isMissing() && clock.now() < boundMs; this.#heard.listen()) {
      await clock.sleep(HEARING_POLL_MS, new AbortController().signal)
    }
  }

  get #tracks(): readonly Track[] {
    return this.#runners.flatMap(({ watch }) => watch.tracks)
  }

  get #running(): readonly Runner[] {
    return this.#runners.filter(({ outcome }) => outcome === undefined)
  }

  #look(nowMs: number): boolean {
    this.#heard.listen()
    let happened = false
    for (const { watch } of this.#running) {
      if (watch.look(nowMs)) happened = true
    }
    return happened
  }

  #judge(nowMs: number): void {
    for (const runner of this.#running) {
      if (!runner.finishIfEnded()) continue
      runner.watch.look(nowMs)
      const { outcome } = runner
      if (outcome?.kind === 'ok') this.#slowestSuccessMs = Math.max(this.#slowestSuccessMs ?? 0, outcome.ms)
      this.#learn()
    }
    for (const runner of this.#running) {
      const why = this.#whyStop(runner, nowMs)
      if (why !== undefined) this.#stop(runner, why, nowMs)
    }
  }

  #whyStop({ watch, client }: Runner, nowMs: number): 'hung' | 'timeout' | 'stopped' | undefined {
    if (this.#options.signal.aborted) return 'stopped'
    if (isHung(watch.open, this.#slowestSuccessMs, this.#options.patienceMs)) return 'hung'
    return nowMs - client.startedMs >= this.#options.timeoutMs ? 'timeout' : undefined
  }

  /** Writes down in what its threads are blocked, and only then ends it. */
  #stop(runner: Runner, why: 'hung' | 'timeout' | 'stopped', nowMs: number): void {
    const pids = runner.client.tree.pids
    const { waits } = this.#snapshot(pids)
    for (const track of runner.watch.open) {
      track.learnAwaited(waits.some((wait) => wait.on === 'connection' && wait.inode === track.inode))
    }
    runner.stop(why, nowMs)
  }

  #learn(): ReadonlySet<string> {
    return learnRest(this.#tracks, { snapshot: this.#snapshot([]), before: this.#before, heard: this.#heard })
  }

  /** @throws HalfopenError when the kernel did not answer. */
  #snapshot(threadsOf: readonly number[]): Snapshot {
    const look = this.#options.eyes.look({ threadsOf })
    if (!look.ok) throw look.error
    return look.value
  }
}
