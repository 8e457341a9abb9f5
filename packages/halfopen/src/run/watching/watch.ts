import { ConnectionTable, ExitDiagnosis, type Finding, restrictTo, type SettleEnd, type Snapshot } from '@halfopen/core'

import type { ProcessNames } from '../../host/index.js'
import { waitedMs } from '../../processes/index.js'
import { atAncestor, type Ended, LastWords } from '../verdict/index.js'
import { Access } from './access.js'
import { type Census, censusOf, NOBODY, totalOf } from './census.js'
import { Leavers } from './leavers.js'

/** The part of a family that a watch asks. */
export interface Kin {
  refresh(): void
  has(process: Snapshot['processes'][number]): boolean
  /** How many there are. */
  readonly size: number
  ancestorsOf(pid: number): readonly number[]
}

/** Follows the connections of a command's processes from look to look. */
export class RunWatch {
  readonly #kin: Kin
  readonly #names: Pick<ProcessNames, 'mayRead'>
  readonly #diagnosis = new ExitDiagnosis()
  readonly #lastWords = new LastWords()
  readonly #leavers = new Leavers()
  readonly #access = new Access()
  /** The look before is still needed when the next is taken. */
  #tables = [new ConnectionTable(), new ConnectionTable()]
  #baseline: Census | undefined
  #peak = NOBODY
  #last = NOBODY
  #living = 0
  #source: Snapshot['source'] = 'netlink'

  constructor(kin: Kin, names: Pick<ProcessNames, 'mayRead'>) {
    this.#kin = kin
    this.#names = names
  }

  /** No threads are asked for. */
  suspects(): readonly number[] {
    return []
  }

  observe(snapshot: Snapshot): void {
    // After the look: who was born while it was taken is known, and who has ended holds nothing.
    this.#kin.refresh()
    const [table = new ConnectionTable(), other = new ConnectionTable()] = this.#tables
    this.#tables = [other, table]
    const own = restrictTo(snapshot, (process) => this.#kin.has(process), table)
    this.#source = snapshot.source
    this.#diagnosis.observe(own)
    this.#count(own, snapshot)
    this.#access.note(own.processes, (pid) => this.#names.mayRead(pid))
    const sight = { atMs: snapshot.atMs, living: own.processes, findings: this.#diagnosis.held(), waitedMs }
    for (const word of this.#lastWords.note(sight)) {
      this.#leavers.add(atAncestor(word, own, this.#kin.ancestorsOf(word.process.pid)))
    }
  }

  /** What this process had open before the command began: its input or output may be a socket. */
  get baseline(): Census {
    return this.#baseline ?? NOBODY
  }

  get peak(): Census {
    return this.#peak
  }

  /** At the last look. */
  get last(): Census {
    return this.#last
  }

  /** Processes of the command that lived at the last look, and those that were born while it was taken. */
  get living(): number {
    return this.#living
  }

  get source(): Snapshot['source'] {
    return this.#source
  }

  /** Processes that have ended and held something, each with what it held. */
  get ended(): readonly Ended[] {
    return this.#leavers.kept
  }

  /** How many more of them there were than are kept. */
  get omitted(): number {
    return this.#leavers.omitted
  }

  /** What the processes hold that still live. */
  outliving(end: SettleEnd): readonly Finding[] {
    return this.#diagnosis.outliving(end)
  }

  /** Processes of the command that were seen. */
  get processes(): number {
    return this.#access.processes
  }

  /** Those of them whose descriptors may not be listed. */
  get denied(): number {
    return this.#access.denied
  }

  #count(own: Snapshot, all: Snapshot): void {
    this.#last = censusOf(own)
    this.#living = this.#kin.size
    this.#baseline ??= censusOf(restrictTo(all, ({ pid }) => pid === process.pid, new ConnectionTable()))
    if (totalOf(this.#last) > totalOf(this.#peak)) this.#peak = this.#last
  }
}
