import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from 'vitest'

const PROGRAM = fileURLToPath(new URL('../../../bin/halfopen.js', import.meta.url))
const AS_NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']

interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

interface Started {
  readonly child: ReturnType<typeof spawn>
  readonly ended: Promise<Ended>
  /** Everything that it starts has this in its environment. */
  readonly marker: string
}

function start(args: readonly string[], before: readonly string[] = []): Started {
  const value = `${process.pid}.${Math.random()}`
  const [file = '', ...rest] = [...before, process.execPath, PROGRAM, 'lab', 'run', ...args]
  const env = { ...process.env, HALFOPEN_TEST: value }
  // A session of its own: on a terminal, SIGINT would be the terminal's to give.
  const child = spawn(file, rest, { stdio: ['ignore', 'pipe', 'pipe'], env, detached: true })
  const said = Promise.all([text(child.stdout), text(child.stderr)])
  const ended = once(child, 'exit').then(async ([code, signal]): Promise<Ended> => {
    const [stdout, stderr] = await said
    return { code, signal, stdout, stderr }
  })
  return { child, ended, marker: `HALFOPEN_TEST=${value}` }
}

const labRun = (...args: string[]) => start(args).ended

function marked(marker: string): readonly string[] {
  return readdirSync('/proc').filter((pid) =>
    readable(() => readFileSync(`/proc/${pid}/environ`, 'utf8')).includes(marker),
  )
}

const networksOf = (pids: readonly string[]): ReadonlySet<string> =>
  new Set(pids.map((pid) => readable(() => readlinkSync(`/proc/${pid}/ns/net`))))

/** Open; none where the process has ended meanwhile, as those do that set the network up. */
function networkOf(pid: string): readonly number[] {
  try {
    return [openSync(`/proc/${pid}/ns/net`, 'r')]
  } catch {
    return []
  }
}

function readable(read: () => string): string {
  try {
    return read()
  } catch {
    return ''
  }
}

async function until(holds: () => boolean): Promise<void> {
  for (const endMs = performance.now() + 10_000; performance.now() < endMs; await sleep(20)) if (holds()) return
  throw new Error('did not come to hold within 10 s')
}

/** Whether a program of that name runs already. */
const runs = (marker: string, name: string) =>
  marked(marker).some((pid) => readable(() => readFileSync(`/proc/${pid}/comm`, 'utf8')).trim() === name)

const canSetuid = process.geteuid?.() === 0 && spawnSync('setpriv', ['--version']).status === 0

describe.concurrent('halfopen lab run', () => {
  it('lets the command reach what this host reaches, and says who plays what', async () => {
    const command = ['curl', '-sS', '-m', '5', '{url}/sleep?for=10ms']
    const { code, stdout, stderr } = await labRun('--hop', 'aws-nlb-tcp', '--scale', '100', '--app', '--', ...command)
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'slept for 10ms\n' })
    expect(stderr).toMatch(/^halfopen: (kernel|native): forgets a connection after 3\.5s .*350s ÷ 100/)
  })

  it('tells the command where it is', async () => {
    const show = [
      'sh',
      '-c',
      'echo $HALFOPEN_LAB_HOP $HALFOPEN_LAB_SCALE $HALFOPEN_LAB_TARGET $HALFOPEN_LAB_URL $0',
      '{target}',
    ]
    const { stdout } = await labRun('--hop', 'azure-lb', '--scale', '2', '--target', '127.0.0.1:4711', '--', ...show)
    expect(stdout).toMatch(/^azure-lb 2 (127\.0\.0\.1:\d+) http:\/\/\1 \1\n$/)
  })

  it('falls back to the next backend, which the command reaches by its address', async () => {
    const command = ['curl', '-sS', '-m', '5', '{url}/sleep?for=10ms']
    const { code, stderr } = await labRun('--idle', '2s', '--at-expiry', 'close', '--app', '--', ...command)
    expect(code).toBe(0)
    expect(stderr).toContain('halfopen: native: ')
    expect(stderr).toContain('not the kernel backend: a packet filter acts only when a packet comes')
  })

  it('ends as the command ends', async () => {
    expect(await labRun('--idle', '2s', '--', 'sh', '-c', 'exit 7')).toMatchObject({ code: 7 })
    expect(await labRun('--idle', '2s', '--', 'sh', '-c', 'kill -KILL $$')).toMatchObject({ code: 137 })
  })

  it('explains what a word needs', async () => {
    const { code, stderr } = await labRun('--idle', '2s', '--', 'true', '{url}')
    expect(code).toBe(2)
    expect(stderr).toContain('{url} stands for a target')
  })

  it.runIf(canSetuid)('works for an ordinary user, who stays one', async () => {
    const { ended } = start(
      ['--idle', '2s', '--app', '--', 'sh', '-c', 'id -u; curl -sS -m 5 "$0/sleep?for=10ms"', '{url}'],
      AS_NOBODY,
    )
    const { stdout, stderr } = await ended
    expect(stderr).toContain('halfopen: kernel: ')
    expect(stdout).toBe('65534\nslept for 10ms\n')
  })

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('hands %s on, and leaves nothing behind', async (signal) => {
    const { child, ended, marker } = start(['--idle', '2s', '--', 'tail', '-f', '/dev/null'])
    await until(() => runs(marker, 'tail'))
    child.kill(signal)
    expect((await ended).code).toBe({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[signal])
    expect(marked(marker)).toEqual([])
  })

  it('leaves nothing behind when it is killed itself', async () => {
    const { child, ended, marker } = start([
      '--idle',
      '2s',
      '--',
      'sh',
      '-c',
      'tail -f /dev/null & exec setsid tail -f /dev/null',
    ])
    await until(() => runs(marker, 'tail'))
    const pids = marked(marker)
    const networks = networksOf(pids)
    // Held, so that no other test gets a network of the same number meanwhile.
    const held = pids.flatMap(networkOf)
    child.kill('SIGKILL')
    await ended
    await until(() => marked(marker).length === 0)
    const left = networksOf(readdirSync('/proc').filter((pid) => /^\d+$/.test(pid)))
    for (const network of held) closeSync(network)
    expect(
      [...networks].filter((network) => left.has(network) && network !== readlinkSync('/proc/self/ns/net')),
    ).toEqual([])
  })
})
