import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface FakeProcess {
  readonly parentPid?: number
  readonly startTicks?: number
  readonly comm?: string
  readonly cmdline?: string
  readonly limit?: number
  /** Inodes of its sockets, at descriptors 3, 4, … */
  readonly sockets?: readonly number[]
}

/** A directory that looks like procfs, so that processes can come and go as a test wants. */
export class FakeProc implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'halfopen-proc-'))
  #ended = 0

  start(pid: number, process: FakeProcess = {}): void {
    const directory = `${this.root}/${pid}`
    mkdirSync(`${directory}/fd`, { recursive: true })
    this.describe(pid, process)
    for (const [i, inode] of (process.sockets ?? []).entries()) this.open(pid, 3 + i, inode)
  }

  /** What exec changes. */
  describe(
    pid: number,
    { parentPid = 1, startTicks = 100, comm = 'server', cmdline = 'server\0', limit = 1024 }: FakeProcess,
  ): void {
    const directory = `${this.root}/${pid}`
    const fields = `S ${parentPid} 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 ${startTicks} 0`
    writeFileSync(`${directory}/stat`, `${pid} (${comm}) ${fields}`)
    writeFileSync(`${directory}/cmdline`, cmdline)
    writeFileSync(
      `${directory}/limits`,
      `Max open files            ${limit}                 4096                 files     \n`,
    )
    writeFileSync(`${directory}/cgroup`, '0::/\n')
  }

  open(pid: number, descriptor: number, inode: number): void {
    symlinkSync(`socket:[${inode}]`, `${this.root}/${pid}/fd/${descriptor}`)
  }

  close(pid: number, descriptor: number): void {
    unlinkSync(`${this.root}/${pid}/fd/${descriptor}`)
  }

  /** The directory stays, elsewhere: other than procfs, a disk gives its inode to the next one at once. */
  end(pid: number): void {
    mkdirSync(`${this.root}/ended`, { recursive: true })
    renameSync(`${this.root}/${pid}`, `${this.root}/ended/${this.#ended++}`)
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true })
  }
}
