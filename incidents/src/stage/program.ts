import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { type PlannedProgram, SCRATCH } from '../plan/index.js'
import { inNamespaceOf } from './commands.js'
import { until } from './until.js'

const READY_WITHIN_MS = 20_000

export interface Listener {
  printed: (program: string, line: string) => void
  /** Programs run until the stage ends: one that ends by itself has failed. */
  ended: (program: string, how: string) => void
}

export interface Running {
  name: string
  pid: number
}

/** Starts one program and waits until it is ready. `net` is whose network namespace it enters. */
export async function startProgram(
  program: PlannedProgram,
  net: number | null,
  listener: Listener,
  signal: AbortSignal,
): Promise<Running> {
  const child = launch(program, net)
  const { pid } = child
  if (pid === undefined) throw new Error(`${program.name}: ${program.argv[0]} could not be started`)
  let lineSeen = false
  const read = (stream: Readable) =>
    createInterface({ input: stream }).on('line', (line) => {
      if ('line' in program.ready && line.includes(program.ready.line)) lineSeen = true
      listener.printed(program.name, line)
    })
  read(child.stdout)
  read(child.stderr)
  child.once('exit', (code, signal) => listener.ended(program.name, `ended with ${signal ?? `status ${code}`}`))

  const { ready } = program
  const isReady = 'listening' in ready ? () => listens(pid, ready.listening) : () => lineSeen
  await until(isReady, { boundMs: READY_WITHIN_MS, what: `${program.name}: ${describe(ready)}`, signal })
  return { name: program.name, pid }
}

/** nsenter and prlimit exec what follows, so the child's pid is the program's. */
function launch(program: PlannedProgram, net: number | null): ChildProcessByStdio<null, Readable, Readable> {
  const limit = program.nofile === undefined ? [] : ['prlimit', `--nofile=${program.nofile}:${program.nofile}`]
  const [file, ...argv] = [...inNamespaceOf(net), ...limit, ...program.argv]
  if (file === undefined) throw new Error(`${program.name}: an empty command`)
  const own = { TMPDIR: SCRATCH, PYTHONDONTWRITEBYTECODE: '1' }
  const child = spawn(file, argv, {
    cwd: SCRATCH,
    env: { ...process.env, ...own, ...program.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // Without a listener a missing file would end the stage; that no pid came is seen by the caller.
  child.once('error', () => undefined)
  return child
}

/** Asks the kernel instead of connecting: a trial connection would be one more to explain. */
async function listens(pid: number, port: number): Promise<boolean> {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0')
  const tables = await Promise.all(['tcp', 'tcp6'].map((table) => readTable(pid, table)))
  // Columns: slot, local address:port, remote, state (0A is LISTEN). See proc_net_tcp.rst.
  return tables.some((table) => new RegExp(`^ *\\d+: [0-9A-F]+:${hexPort} [0-9A-F:]+ 0A `, 'm').test(table))
}

const readTable = (pid: number, table: string) => readFile(`/proc/${pid}/net/${table}`, 'utf8').catch(absent)

/** No IPv6 in this kernel, or the program has just ended, which its exit event tells. */
function absent(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT' || error.code === 'EINVAL') return ''
  throw error
}

const describe = (ready: PlannedProgram['ready']) =>
  'listening' in ready ? `listening on port ${ready.listening}` : `a line with "${ready.line}"`
