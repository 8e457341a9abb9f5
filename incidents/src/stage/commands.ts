import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** Runs a short administrative command to its end; a failure carries what it said. */
export async function command(argv: [string, ...string[]], timeoutMs = 10_000): Promise<string> {
  const [file, ...rest] = argv
  const { stdout } = await execute(file, rest, { timeout: timeoutMs, maxBuffer: 32 * 1024 * 1024 })
  return stdout
}

/** The prefix that puts a command into another process's network namespace; none for our own. */
export function inNamespaceOf(pid: number | null): string[] {
  return pid === null ? [] : ['nsenter', '--target', String(pid), '--net', '--']
}
