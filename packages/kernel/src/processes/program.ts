import type { Process, Runtime } from '@halfopen/core'
import {
  ARGUMENT_BYTES,
  baseName,
  commandLine,
  isGoFile,
  parseArguments,
  parseContainer,
  readAscii,
  readBytes,
  readLink,
  runtimeByName,
  statOf,
  textOf,
} from '../proc/index.js'

/** What a process runs: changes only when it calls exec. */
export type Program = Pick<Process, 'name' | 'exe' | 'cmdline' | 'runtime' | 'container'>

const PATH_CHARACTERS = 300
const MOST_FILES = 4096
/** /proc/PID/cgroup: one line per hierarchy, of which cgroup v1 has a dozen. */
const CGROUP_BYTES = 8192

/** Reads what a process runs; remembers of each executable file whether Go linked it. */
export class ProgramReader {
  /** By device, inode and time of change: many processes run the same file, and an inode is used again. */
  readonly #goFiles = new Map<string, boolean>()

  read(directory: string, comm: string): Program {
    const link = readLink(`${directory}/exe`)
    const exe = typeof link === 'string' ? '' : textOf(link, PATH_CHARACTERS)
    const bytes = readBytes(`${directory}/cmdline`, ARGUMENT_BYTES)
    const argv = typeof bytes === 'string' ? [] : parseArguments(bytes)
    const byName = runtimeByName({ exe, comm, argv })
    return {
      name: baseName(exe) || comm,
      exe,
      cmdline: commandLine(argv),
      runtime: byName === 'unknown' ? this.#byFile(directory) : byName,
      container: parseContainer(readAscii(`${directory}/cgroup`, CGROUP_BYTES) ?? ''),
    }
  }

  #byFile(directory: string): Runtime {
    const path = `${directory}/exe`
    const stat = statOf(path)
    if (typeof stat === 'string') return 'unknown'
    const key = `${stat.dev}:${stat.ino}:${stat.mtimeMs}`
    const known = this.#goFiles.get(key)
    if (known !== undefined) return known ? 'go' : 'unknown'
    const go = isGoFile(path)
    // A build host runs new files all day long.
    if (this.#goFiles.size >= MOST_FILES) this.#goFiles.clear()
    this.#goFiles.set(key, go)
    return go ? 'go' : 'unknown'
  }
}
