// @ts-check
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const SCRATCH = 'HALFOPEN_BENCH_SCRATCH'
const MISSED_OR_FAILED = 1
const INTERRUPTED = 130

/**
 * Runs `work` in network, process and mount namespaces of its own: the rest of
 * the host neither disturbs nor appears, and all that was started dies with it.
 * The same command starts again inside; `work` runs only there.
 *
 * @param {(scratch: string) => Promise<void>} work gets a folder that is removed afterwards
 */
export async function insideArena(work) {
  const scratch = process.env[SCRATCH]
  if (scratch === undefined) return enter()
  endWithParent(scratch)
  try {
    prepareNamespace()
    await work(scratch)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = MISSED_OR_FAILED
  }
  // This is the namespace's first process: its end is the end of every holder that is left.
  process.exit()
}

async function enter() {
  const scratch = mkdtempSync(join(tmpdir(), 'halfopen-bench-'))
  // The pipe on standard input is a lifeline: it ends when this process does, however it dies.
  const child = spawn('unshare', [...unshareOptions(), ...sameCommand()], {
    env: { ...process.env, [SCRATCH]: scratch },
    stdio: ['pipe', 'inherit', 'inherit'],
  })
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.on(signal, () => child.kill('SIGKILL'))
  }
  try {
    const [code] = await once(child, 'exit')
    process.exitCode = code ?? INTERRUPTED
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function unshareOptions() {
  const asRoot = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']
  const namespaces = ['--net', '--pid', '--mount', '--fork', '--mount-proc', '--kill-child']
  return [...asRoot, ...namespaces]
}

function sameCommand() {
  return [process.execPath, ...process.execArgv, ...process.argv.slice(1)]
}

/** @param {string} scratch */
function endWithParent(scratch) {
  process.stdin.on('end', () => {
    rmSync(scratch, { recursive: true, force: true })
    process.exit(INTERRUPTED)
  })
  process.stdin.resume()
  if ('unref' in process.stdin) process.stdin.unref()
}

function prepareNamespace() {
  execFileSync('ip', ['link', 'set', 'lo', 'up'])
  // The server's half of a closed connection leaves the table after 1 s, not 60:
  // then every row that stays has an owner, and the table keeps its size.
  execFileSync('sysctl', ['-q', '-w', 'net.ipv4.tcp_fin_timeout=1'])
}
