import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { unshare } from '../host/index.js'
import { ROOT } from '../incident/index.js'
import type { Plan } from '../plan/index.js'
import { type StageEvent, stageEvent } from '../stage/index.js'

const STAGE = join(ROOT, 'dist', 'stage', 'main.js')

/** The stage ends at once when its standard input does; this is for one that cannot. */
const STOP_WITHIN_MS = 3000

export interface Audience {
  event: (event: StageEvent) => void
  /** The pid of `unshare`; the stage is its only child. */
  started?: (pid: number) => void
}

/** Plays a plan to its end, or until the signal. Returns when nothing of it is left. */
export async function playPlan(plan: Plan, audience: Audience, signal: AbortSignal): Promise<{ stderr: string }> {
  const [file, ...argv] = [...unshare(plan.isolation), process.execPath, STAGE]
  const child = spawn(file, argv, { stdio: ['pipe', 'pipe', 'pipe'] })
  if (child.pid !== undefined) audience.started?.(child.pid)
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-4000)))
  createInterface({ input: child.stdout }).on('line', (line) => audience.event(stageEvent.parse(JSON.parse(line))))
  // A stage that is gone already has closed its end; its exit tells why.
  child.stdin.on('error', () => undefined)
  child.stdin.write(`${JSON.stringify(plan)}\n`)

  const stop = () => stopStage(child)
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    await once(child, 'close')
  } finally {
    signal.removeEventListener('abort', stop)
  }
  return { stderr }
}

/** --kill-child takes the stage along with unshare, and the kernel everything else along with the stage. */
function stopStage(child: ChildProcessByStdio<Writable, Readable, Readable>): void {
  child.stdin.end()
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
  child.once('close', () => clearTimeout(force))
}
