// A Node.js program in the foreground: it gets our signals, and we end with its code.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'

const FORWARDED = ['SIGTERM', 'SIGHUP']

/** @param {readonly string[]} args of node */
export async function spawnWithSignals(args) {
  const child = spawn(process.execPath, args, { stdio: 'inherit' })
  for (const signal of FORWARDED) process.on(signal, () => child.kill(signal))
  // The terminal sends this one to the child as well; ours must only not end first.
  process.on('SIGINT', () => {})
  const [code, signal] = await once(child, 'exit')
  process.exitCode = code ?? 128 + constants.signals[signal]
}
