import { describe, expect, it } from 'vitest'

import { main } from '../../cli/index.js'
import { type FakeOutput, fakeIo, fakeMachine } from '../../fakes/index.js'
import { type AppRun, runApp } from './run.js'
import { sleepDuration } from './sleep.js'

/** Runs the app, does something with it once it says where it is, and ends it. */
async function running(
  run: Partial<AppRun>,
  visit: (url: string, out: FakeOutput) => Promise<void>,
  env: Readonly<Record<string, string>> = {},
) {
  const io = { ...fakeIo(), env }
  const controller = new AbortController()
  let released = 0
  const stop = { signal: controller.signal, release: () => (released += 1) }
  const ended = runApp({ tls: false, as: 'text', ...run }, { io, machine: fakeMachine() }, stop)
  const url = await until(() => /https?:\/\/[\w.:]+/.exec(io.stdout.text)?.[0])
  await visit(url, io.stdout)
  controller.abort()
  expect([await ended, released]).toEqual([0, 1])
  return io.stdout.text
}

async function until<T>(find: () => T | undefined): Promise<T> {
  for (const deadline = performance.now() + 10_000; performance.now() < deadline; ) {
    const found = find()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error(`it never came: ${find.toString()}`)
}

const untilSaid = (out: FakeOutput, text: string) => until(() => (out.text.includes(text) ? true : undefined))

describe('halfopen lab app', () => {
  it('says where it is, what to try, and how each request ended', async () => {
    const text = await running({ sleepMs: 10 }, async (url, out) => {
      await (await fetch(`${url}/sleep`)).text()
      await fetch(`${url}/close?how=reset`).catch(() => undefined)
      await (await fetch(`${url}/\u202e`)).text()
      const leaving = new AbortController()
      const left = fetch(`${url}/silence`, { signal: leaving.signal })
      await left
      leaving.abort()
      await untilSaid(out, '#4')
    })
    expect(text).toMatch(/^http:\/\/127\.0\.0\.1:\d+ {2}the problem app/)
    expect(text).toMatch(/\n {2}curl 'http:\S+\/sleep\?for=90s' +# an answer after 90 seconds of silence\n/)
    expect(text).toMatch(/ {2}#1 {2}GET \/sleep → 200 · connection 1 from 127\.0\.0\.1:\d+ · \d+ms\n/)
    expect(text).toContain('  #2  GET /close?how=reset → closed by the app · connection')
    expect(text).toContain('  #3  GET /%E2%80%AE → 404 · connection')
    expect(text).toContain('  #4  GET /silence → 200, then the client left · connection')
  })

  it('as JSON: where it is, then each request', async () => {
    const text = await running({ as: 'json' }, async (url, out) => {
      await (await fetch(`${url}/echo`)).text()
      await untilSaid(out, '/echo')
    })
    const [first, second] = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown)
    expect(first).toMatchObject({ schema: 'halfopen.lab.app/1', host: '127.0.0.1', fingerprint: null })
    expect(second).toMatchObject({ connection: { id: 1 }, request: { path: '/echo', status: 200, completed: true } })
  })

  it('takes the default sleep from SLEEP_DURATION', async () => {
    await running({}, async (url) => expect(await (await fetch(`${url}/sleep`)).text()).toBe('slept for 20ms\n'), {
      SLEEP_DURATION: '0.02',
    })
  })

  it('says how to trust its certificate, and whom it serves', async () => {
    const text = await running({ tls: true, host: '0.0.0.0' }, async () => undefined)
    expect(text).toMatch(/certificate --cert-out FILE writes it for clients to trust\n {2}SHA-256 ([0-9A-F]{2}:){31}/)
    expect(text).toContain('whoever reaches this address can use it')
    expect(text).toContain("curl -k 'https://")
  })
})

describe('SLEEP_DURATION', () => {
  it.each([
    ['90s', 90_000],
    ['90', 90_000],
    ['1.5', 1500],
    ['2m', 120_000],
    ['', undefined],
  ])('%s', (text, ms) => {
    expect(sleepDuration({ SLEEP_DURATION: text })).toBe(ms)
  })

  it('is left out', () => expect(sleepDuration({})).toBeUndefined())

  it.each(['soon', '-1', '1d', '86401'])('%s is refused by its name', (text) => {
    expect(() => sleepDuration({ SLEEP_DURATION: text })).toThrow('SLEEP_DURATION: ')
  })
})

describe('wrong usage', () => {
  it.each([
    ['lab app --slep 4s', 2, 'did you mean --sleep?'],
    ['lab app --sleep 4', 2, '--sleep: "4" is not a duration'],
    ['lab app --port 70000', 2, '"70000" is not a port'],
    ['lab app --keep-alive-timeout 0s', 2, '"0s" is out of range'],
    ['lab app --cert-out x', 2, '--cert-out needs --tls'],
    ['lab app --tls --cert-out /nonexistent/x', 2, '--cert-out: the certificate could not be written: ENOENT'],
    ['lab app --host 203.0.113.1', 3, 'could not listen on 203.0.113.1'],
    ['lab app here', 2, '"here" is one argument too many'],
  ])('halfopen %s', async (line, code, message) => {
    const io = fakeIo()
    expect(await main(line.split(' '), { io, machine: fakeMachine() })).toBe(code)
    expect(io.stdout.text).toBe('')
    expect(io.stderr.text).toContain(message)
  })
})
