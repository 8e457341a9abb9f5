import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'

/** Where commands are to run. */
export interface Place {
  /** The process whose user and mount namespaces to enter, as this host numbers it; its children's process namespace too. */
  readonly pid: number
  readonly ownUsers: boolean
  /** The process whose network namespace to enter, as that process namespace numbers it. */
  readonly networkPid: number
}

type Command = readonly [file: string, ...args: string[]]

/** The commands of a laboratory. Disposing ends them, and waits until none is left. */
export class Commands implements AsyncDisposable {
  readonly #place: Place
  readonly #running = new Set<ChildProcess>()

  constructor(place: Place) {
    this.#place = place
  }

  /** What comes back is a process that ends as the command ends, by the same signal; its `kill` reaches the command. */
  run(command: Command, options: SpawnOptions = {}): ChildProcess {
    const [file = '', ...args] = [...this.#entering(options), ...command]
    const child = spawn(file, args, { ...options, cwd: undefined, shell: false })
    child.kill = killThrough(child)
    this.#running.add(child)
    for (const end of ['exit', 'error']) child.once(end, () => this.#running.delete(child))
    return child
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      Array.from(this.#running, async (child) => {
        const ended = once(child, 'exit')
        child.kill('SIGKILL')
        await ended
      }),
    )
  }

  #entering({ cwd = process.cwd() }: SpawnOptions): readonly string[] {
    const { pid, ownUsers, networkPid } = this.#place
    const processes = ['nsenter', `--target=${pid}`, '--mount', `--pid=/proc/${pid}/ns/pid_for_children`, '--no-fork']
    const users = ownUsers ? ['--user', '--preserve-credentials'] : []
    const network = ['nsenter', `--net=/proc/${networkPid}/ns/net`]
    const command = [...(ownUsers ? asOneself() : []), 'env', `--chdir=${String(cwd)}`]
    return [...processes, ...users, ...network, 'sh', '-c', WAIT, 'sh', ...command]
  }
}

/**
 * Only a child of whoever enters a process namespace is in it: somebody has to
 * wait outside. nsenter would, but Ctrl-C ends it and leaves the command
 * behind. This shell lets the terminal's signals pass, then ends as the
 * command has ended; what it says itself ("Killed") is not for the user.
 */
const WAIT = `exec 9>&2 2>/dev/null
trap : INT QUIT
(exec "$@" 2>&9 9>&-)
code=$?
trap - INT QUIT
[ $code -gt 128 ] && [ $code -lt 160 ] && kill -$((code - 128)) $$
exit $code`

/** Root inside is an ordinary user outside: some programs refuse to run as root, and none shall believe that it is. */
const asOneself = (): readonly string[] => [
  'unshare',
  '--user',
  `--map-user=${process.geteuid?.()}`,
  `--map-group=${process.getegid?.()}`,
]

function killThrough(child: ChildProcess): ChildProcess['kill'] {
  const killItself = child.kill.bind(child)
  return (signal = 'SIGTERM') => {
    const pid = onlyChildOf(child.pid)
    if (pid === undefined) return killItself(signal)
    return process.kill(pid, signal)
  }
}

/** Whom the waiting shell has started; undefined before that, and after both have ended. */
function onlyChildOf(pid: number | undefined): number | undefined {
  try {
    const [first] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')
    return first ? Number(first) : undefined
  } catch {
    return undefined
  }
}
