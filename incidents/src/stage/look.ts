import { execFile } from 'node:child_process'
import { command, inNamespaceOf } from './commands.js'
import type { Network } from './network.js'
import type { Running } from './program.js'
import type { Looked } from './events.js'
import { processTree } from './tree.js'

const DOCTOR_WITHIN_MS = 30_000

/** Runs the doctor, and notes what it could have seen: whose pids are whose, and what `ss` shows. */
export async function look(doctor: string[], programs: Running[], network: Network): Promise<Looked> {
  const before = await treesOf(programs)
  const answer = await ask(doctor)
  const after = await treesOf(programs)
  const pids = Object.fromEntries(
    programs.map(({ name }) => [name, [...new Set([...(before[name] ?? []), ...(after[name] ?? [])])]]),
  )
  return { ...answer, pids, sockets: await sockets(network) }
}

async function treesOf(programs: Running[]): Promise<Record<string, number[]>> {
  return Object.fromEntries(await Promise.all(programs.map(async ({ name, pid }) => [name, await processTree(pid)])))
}

function ask([file, ...argv]: string[]): Promise<Pick<Looked, 'exitCode' | 'stdout' | 'stderr'>> {
  return new Promise((resolve, reject) => {
    if (file === undefined) return reject(new Error('there is no doctor to run'))
    const limits = { timeout: DOCTOR_WITHIN_MS, maxBuffer: 64 * 1024 * 1024 }
    const child = execFile(file, argv, limits, (error, stdout, stderr) => {
      const reason = error !== null && child.exitCode === null ? `\n${error.message}` : ''
      resolve({ exitCode: child.exitCode, stdout, stderr: stderr + reason })
    })
  })
}

/** `ss` in each namespace that has programs; -a lists the LISTEN sockets, with their queues, too. */
export async function sockets(network: Network): Promise<string> {
  const own = await ss(null)
  if (network.server === null) return own
  return `client's namespace:\n${own}\nserver's namespace:\n${await ss(network.server)}`
}

function ss(pid: number | null): Promise<string> {
  const [file, ...argv] = [...inNamespaceOf(pid), 'ss', '-HtanpoiO']
  return command([file ?? 'ss', ...argv])
}
