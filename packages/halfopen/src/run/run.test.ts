import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { HalfopenError } from '@halfopen/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { failed, FakeEyes, fakeIo, fakeMachine, snapshot } from '../fakes/index.js'
import { thisMachine } from '../host/index.js'
import { run, type RunOptions } from './run.js'
import type { RunReport } from './show/index.js'

let folder: string
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'halfopen-run-'))))
afterAll(() => rmSync(folder, { recursive: true }))

const seeing = () => machine(new FakeEyes([snapshot({ processes: [] })]))
const blind = () => ({
  ...thisMachine,
  openEyes: () => Promise.reject(new HalfopenError('HO_PLATFORM', 'this is darwin')),
})
const machine = (eyes: FakeEyes) => ({ ...thisMachine, openEyes: () => fakeMachine({ eyes }).openEyes() })

async function runs(command: RunOptions['command'], on = seeing(), changes: Partial<RunOptions> = {}) {
  const io = { ...fakeIo(), env: process.env }
  const code = await run({ command, settleMs: 0, json: undefined, junit: undefined, ...changes }, { io, machine: on })
  return { code, out: io.stdout.text, err: io.stderr.text }
}

describe('the exit code', () => {
  it.each<[number, RunOptions['command']]>([
    [0, ['true']],
    [7, ['sh', '-c', 'exit 7']],
    [137, ['sh', '-c', 'kill -KILL $$']],
    [143, ['sh', '-c', 'kill -TERM $$']],
  ])('%i is that of %j', async (code, command) => {
    expect(await runs(command)).toMatchObject({ code, out: '' })
  })

  it('is 127 or 126 for a command that cannot be started', async () => {
    const missing = await runs(['no-such-program'])
    expect(missing).toMatchObject({ code: 127, out: '' })
    expect(missing.err).toMatch(
      /^halfopen: there is no program "no-such-program" in PATH \(HO_COMMAND\)\n {2}Check .*\n$/,
    )
    expect((await runs(['/etc/passwd'])).code).toBe(126)
  })

  it('is 3 where nothing could be seen, unless the command failed', async () => {
    const { code, err } = await runs(['true'], blind())
    expect(code).toBe(3)
    expect(err).toMatch(/^halfopen: this is darwin \(HO_PLATFORM\)\n {2}Run halfopen on the Linux host/)
    expect(err).toContain('The command runs all the same, unobserved')
    expect(err).toContain('halfopen: ▲ the command ran unobserved: no verdict')
    expect((await runs(['sh', '-c', 'exit 4'], blind())).code).toBe(4)
    expect((await runs(['true'], machine(new FakeEyes([failed('HO_NETLINK_RECEIVE', 'ENOBUFS')])))).code).toBe(3)
  })

  it('does not hide a fault of our own', async () => {
    const broken = { ...thisMachine, openEyes: () => Promise.reject(new TypeError('x is undefined')) }
    await expect(runs(['true'], broken)).rejects.toThrow('x is undefined')
  })
})

describe('the reports', () => {
  it('go to the files, or as JSON to stderr in place of the text', async () => {
    const [file, junit] = [join(folder, 'run.json'), join(folder, 'run.xml')]
    await runs(['true'], seeing(), { json: { file }, junit })
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ schema: 'halfopen.run/1', verdict: 'too-short' })
    expect(readFileSync(junit, 'utf8')).toContain('<testsuite name="halfopen run"')
    const { err } = await runs(['true'], seeing(), { json: 'stderr' })
    const report = JSON.parse(err) as RunReport
    expect(report.command).toMatchObject({ argv: ['true'], exitCode: 0, signal: null })
    expect(report.scanned.looks).toBeGreaterThanOrEqual(2)
  })

  it('are opened before the command is run', async () => {
    const marker = join(folder, 'marker')
    const toNowhere = runs(['touch', marker], seeing(), { junit: join(folder, 'missing/run.xml') })
    const message = `--junit: "${join(folder, 'missing/run.xml')}" cannot be written: ENOENT`
    await expect(toNowhere).rejects.toMatchObject({ code: 'HO_USAGE', message })
    expect(() => readFileSync(marker)).toThrow('ENOENT')
  })

  it('do not overwrite each other', async () => {
    const [file, junit] = [join(folder, 'both'), join(folder, 'missing/../both')]
    const toOne = runs(['true'], seeing(), { json: { file }, junit })
    const message = `--json and --junit name the same file, "${file}"`
    await expect(toOne).rejects.toMatchObject({ code: 'HO_USAGE', message })
    expect(() => readFileSync(file)).toThrow('ENOENT')
  })
})
