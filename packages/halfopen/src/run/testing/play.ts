import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { RunReport } from '../show/index.js'

export const PROGRAM = fileURLToPath(new URL('../../../bin/halfopen.js', import.meta.url))

export interface Played {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  readonly report: RunReport
  readonly junit: string
}

export interface PlayOptions {
  readonly settle?: string
  readonly stdin?: string
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
  /** Is given the running program and its stdout so far after each piece of it. */
  readonly onOutput?: (program: ChildProcess, stdout: string) => void
}

/** `halfopen run` as it is built, with both reports. */
export async function play(
  command: readonly string[],
  { settle = '1s', stdin = '', env, cwd, onOutput }: PlayOptions = {},
): Promise<Played> {
  const folder = mkdtempSync(join(tmpdir(), 'halfopen-run-'))
  const [json, junit] = [join(folder, 'run.json'), join(folder, 'run.xml')]
  try {
    const flags = ['--settle', settle, '--json', json, '--junit', junit, '--']
    const program = spawn(process.execPath, [PROGRAM, 'run', ...flags, ...command], {
      env: { ...process.env, ...env },
      cwd,
    })
    const texts = { stdout: '', stderr: '' }
    program.stdout.on('data', (bytes: Buffer) => {
      texts.stdout += bytes.toString()
      onOutput?.(program, texts.stdout)
    })
    program.stderr.on('data', (bytes: Buffer) => (texts.stderr += bytes.toString()))
    program.stdin.end(stdin)
    const [code] = (await once(program, 'exit')) as [number | null]
    const report = JSON.parse(readFileSync(json, 'utf8')) as RunReport
    return { code, ...texts, report, junit: readFileSync(junit, 'utf8') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
