import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { MOCK_EXAMPLE } from '@halfopen/lab'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { main } from '../../cli/index.js'
import { fakeIo, fakeMachine } from '../../fakes/index.js'
import { type MockRun, runMock } from './run.js'

let file = ''
let directory = ''
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'halfopen-lab-mock-'))
  file = join(directory, 'mock.yaml')
  await writeFile(file, MOCK_EXAMPLE)
})
afterAll(() => rm(directory, { recursive: true }))

/** Runs the verb until `work` is done with it. */
async function playing(run: Partial<MockRun>, work: (url: string, said: () => string) => Promise<void>) {
  const io = fakeIo()
  const stopping = new AbortController()
  const stop = { signal: stopping.signal, release: () => {} }
  const ended = runMock({ file, as: 'text', ...run }, { io, machine: fakeMachine() }, stop)
  const said = () => io.stdout.text
  await expect.poll(said).toMatch(/http:\/\//)
  await work(/http:\/\/[\d.:]+/.exec(said())?.[0] ?? '', said)
  stopping.abort()
  return {
    code: await ended,
    out: said()
      .replaceAll(directory, '')
      .replaceAll(/:\d{4,5}/g, ':PORT'),
  }
}

describe('halfopen lab mock', () => {
  it('prints where it is, its routes, and each request', async () => {
    const { code, out } = await playing({}, async (url, said) => {
      await (await fetch(`${url}/users/1`)).text()
      await (await fetch(`${url}/forbidden?a=\u001b[2J`)).text()
      await expect.poll(said).toMatch(/#2 /)
    })
    expect(code).toBe(0)
    expect(out.replaceAll(/· \d+(ms|\.\d+s)/g, '· Nms')).toMatchInlineSnapshot(`
      "http://127.0.0.1:PORT  plays /mock.yaml
      behind alb, which replaces every 4xx and 5xx body

        METHOD  PATH        ANSWER             FAULTS
        any     /forbidden  403, no body
        GET     /users/:id  200, JSON          reset on 3, 5; status 503 every 4; silence after 100
        any     /search     200, text
        any     /jobs/*     202, 202, 200
        any     /slow       200, 65536 bytes
        any     /stream     200, 131072 bytes
        any     /cut        200, 65536 bytes   truncate always
        any     /stale      200, text          close on 2 per connection
        any     no other    404, text

      Ctrl-C ends it. Each request:
        #1 GET /users/1 → 200 · connection 1, its request 1 · Nms
        #2 GET /forbidden?a=%1B[2J → 403 by the front · connection 2, its request 1 · Nms
      "
    `)
  })

  it('says when it is open to more than this host', async () => {
    const { out } = await playing({ host: '0.0.0.0' }, async () => undefined)
    expect(out).toContain('whoever reaches this address can use it')
  })

  it('--json: an object a line', async () => {
    const { out } = await playing({ as: 'json', front: 'none' }, async (url, said) => {
      await (await fetch(`${url}/forbidden`)).text()
      await expect.poll(said).toMatch(/\n.*\n/)
    })
    const [start, request] = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(start).toMatchObject({
      schema: 'halfopen.mock/1',
      front: null,
      replaces: null,
      url: 'http://127.0.0.1:PORT',
    })
    expect(start?.['routes']).toHaveLength(9)
    expect(request).toMatchObject({ number: 1, method: 'GET', path: '/forbidden', status: 403, answeredBy: 'mock' })
  })
})

async function halfopen(line: string) {
  const io = fakeIo()
  const code = await main(line.split(' '), { io, machine: fakeMachine() })
  return { code, out: io.stdout.text, err: io.stderr.text }
}

describe('wrong usage and configuration end with 2', () => {
  it.each([
    ['', 'lab mock needs a FILE; --example prints one'],
    ['FILE --front albb', 'there is no front "albb": did you mean alb?'],
    ['FILE --front f5', 'there is no front "f5": alb, nginx, cloudflare, haproxy, none'],
    ['FILE --replace some', 'there is no --replace "some": all, own'],
    ['FILE --scale 0', '"0" is not a scale: a scale is a number from 1 to 1000000'],
    ['FILE --port 70000', '"70000" is not a port: a port is a whole number from 0 to 65535'],
    ['FILE FILE', 'is one argument too many'],
    ['FILE --frnt alb', 'there is no flag --frnt: did you mean --front?'],
    ['no-such-file', 'could not read no-such-file: ENOENT'],
  ])('lab mock %s', async (line, message) => {
    const { code, out, err } = await halfopen(`lab mock ${line}`.trimEnd().replaceAll('FILE', file))
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
  })

  it('an unknown fault: where it is, and the nearest name', async () => {
    const path = join(directory, 'bad.yaml')
    await writeFile(path, MOCK_EXAMPLE.replace('fault: silence', 'fault: silent'))
    const { code, err } = await halfopen(`lab mock ${path}`)
    expect(code).toBe(2)
    expect(err).toMatch(
      /bad\.yaml:\d+: at routes\[1\]\.faults\[2\]\.fault: "silent" is none of .*: did you mean silence\? \(HO_CONFIG\)/,
    )
  })

  it('3: an address that is not ours', async () => {
    expect(await halfopen(`lab mock ${file} --host 192.0.2.1`)).toMatchObject({ code: 3, out: '' })
  })
})

it('--example prints a configuration', async () => {
  expect(await halfopen('lab mock --example')).toEqual({ code: 0, out: MOCK_EXAMPLE, err: '' })
})
