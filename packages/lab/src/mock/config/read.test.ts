import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { HalfopenError } from '@halfopen/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { MOCK_EXAMPLE } from './example.js'
import { loadConfig } from './read.js'
import type { MockConfigInput } from './schema.js'

let directory = ''
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'halfopen-mock-'))
})
afterAll(() => rm(directory, { recursive: true }))

async function written(text: string, name = 'mock.yaml'): Promise<string> {
  const path = join(directory, name)
  await writeFile(path, text)
  return path
}

/** The message, with the directory left out. */
async function refusal(text: string): Promise<string> {
  const path = await written(text)
  const error = await loadConfig(path).then(
    () => new Error('accepted'),
    (error: HalfopenError) => error,
  )
  expect(error).toMatchObject({ name: 'HalfopenError', code: 'HO_CONFIG' })
  return error.message.replaceAll(`${directory}/`, '')
}

describe('what is wrong is named with its place and the nearest right word', () => {
  it.each([
    [
      'routes:\n- path: /\n  fauls: []',
      'mock.yaml:3: at routes[0].fauls: there is no key "fauls": did you mean faults?',
    ],
    ['rutes: []', 'mock.yaml:1: at rutes: there is no key "rutes": did you mean routes?'],
    [
      'routes:\n- path: /\n  faults:\n  - fault: rest\n    on: 3',
      'mock.yaml:4: at routes[0].faults[0].fault: "rest" is none of status, close, reset, silence, truncate, slow: did you mean reset?',
    ],
    [
      'routes:\n- path: /\n  faults:\n  - on: 3',
      'mock.yaml:4: at routes[0].faults[0].fault: is missing: one of status, close, reset, silence, truncate, slow',
    ],
    [
      'routes:\n- path: /\n  text: a\n  faults:\n  - fault: truncate\n    byte: 4',
      'mock.yaml:6: at routes[0].faults[0].byte: there is no key "byte": did you mean bytes?',
    ],
    ['routes:\n- status: 200', 'mock.yaml:2: at routes[0].path: is missing'],
    ['front: abl', 'mock.yaml:1: at front: "abl" is none of alb, nginx, cloudflare, haproxy: did you mean alb?'],
    ['replace: 1', 'mock.yaml:1: at replace: "1" is none of all, own'],
    ['routes:\n- path: users', 'mock.yaml:2: at routes[0].path: must begin with / and hold no spaces'],
    ['routes:\n- path: /a?b=1', 'mock.yaml:2: at routes[0].path: holds no query: use match.query'],
    ['routes:\n- path: /*/a', 'mock.yaml:2: at routes[0].path: takes * only at its end, after a /'],
    ['routes:\n- path: /\n  status: 99', 'mock.yaml:3: at routes[0].status: takes a status from 200 to 599'],
    ['routes:\n- path: /\n  status: teapot', 'mock.yaml:3: at routes[0].status: takes a status from 200 to 599'],
    ['routes:\n- path: /\n  json: &a [*a]', 'mock.yaml:3: at routes[0].json: cannot be written as JSON'],
    ['routes:\n- path: /\n  delay: 5', 'mock.yaml:3: at routes[0].delay: takes a time such as 250ms, 5s or 2m'],
    ['routes:\n- path: /\n  delay: 2d', '"2d" is not a duration'],
    [
      'routes:\n- path: /\n  size: 1kb2',
      'mock.yaml:3: at routes[0].size: "1kb2" is not a size: write it like 512, 64k or 1.5m (0 to 1g)',
    ],
    ['routes:\n- path: /\n  size: 2g', 'mock.yaml:3: at routes[0].size: "2g" is out of range: 0 to 1g'],
    ['routes:\n- path: /\n  rate: 0', 'mock.yaml:3: at routes[0].rate: "0" is out of range: 1 to 1g'],
    ['keepAliveTimeout: 0ms', '"0ms" is out of range'],
    ['keepAliveTimeout: soon', 'mock.yaml:1: at keepAliveTimeout: "soon" is not a duration'],
    [
      'routes:\n- path: /\n  text: a\n  size: 3',
      'mock.yaml:4: at routes[0].size: a body is one of text, json, file, size, and is there already',
    ],
    ['routes:\n- path: /\n  headers: {"a b": c}', 'routes[0].headers.a b: is not a header name'],
    [
      'routes:\n- path: /\n  headers: {content-length: 3}',
      'routes[0].headers.content-length: is set by `framing` and `connection`, not here',
    ],
    ['routes:\n- path: /\n  headers: {a: "b\\r\\nc"}', 'routes[0].headers.a: holds a character no header may have'],
    ['routes:\n- path: /\n  headers: {a: {b: c}}', 'routes[0].headers.a: takes a text or a list of texts'],
    ['routes:\n- path: /\n  method: G T', 'routes[0].method: is not a method'],
    [
      'routes:\n- path: /\n  faults:\n  - {fault: reset, on: 1, every: 2}',
      'routes[0].faults[0].every: a fault has one of on, every, after',
    ],
    [
      'routes:\n- path: /\n  faults:\n  - {fault: reset, on: 0}',
      'routes[0].faults[0].on: takes a request number from 1',
    ],
    [
      'routes:\n- path: /\n  faults:\n  - {fault: slow}',
      'routes[0].faults[0].fault: slow needs one of delay, bodyDelay, rate',
    ],
    [
      'routes:\n- path: /\n  faults:\n  - {fault: truncate}',
      'routes[0].faults[0].fault: truncate needs a route with a body',
    ],
    ['routes:\n- path: /\n  sequence: []', 'routes[0].sequence'],
    ['routes:\n- path: /\n  file: nowhere.html', 'mock.yaml:3: at routes[0].file: ENOENT'],
    ['routes:\n- path: /\n  file: .', 'is not a file'],
    ['a: 1\nb: 2', 'there is no key "a" (and 1 more)'],
    ['routes: [', 'mock.yaml:1: '],
    ['front: alb\nfront: nginx', 'mock.yaml:2: Map keys must be unique'],
    ['front: !!js/function x', 'mock.yaml:1: Unresolved tag'],
    [
      'a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c]',
      'Excessive alias count',
    ],
    ['just text', 'mock.yaml:1: expected keys and their values, received string'],
    ['', 'mock.yaml:1: expected keys and their values, received null'],
    ['routes:\n- path: /\n  json: {__proto__: {a: 1}}', 'mock.yaml:3: no key may be "__proto__"'],
    ['['.repeat(100_000), 'mock.yaml:1: '],
  ])('%j', async (text, message) => {
    expect(await refusal(text)).toContain(message)
  })

  it('a file that is not there, and one that is too large', async () => {
    await expect(loadConfig(join(directory, 'no.yaml'))).rejects.toMatchObject({ code: 'HO_CONFIG' })
    const large = await written(`# ${'x'.repeat(4 * 1024 ** 2)}`, 'large.yaml')
    await expect(loadConfig(large)).rejects.toThrow('it is larger than 4m')
    await expect(loadConfig('/dev/zero')).rejects.toThrow('it is larger than 4m')
  })

  it('from code: without a line', async () => {
    const config = { routes: [{ path: '/', faults: [{ fault: 'rest' }] }] } as unknown as MockConfigInput
    await expect(loadConfig(config)).rejects.toThrow(
      'the configuration: at routes[0].faults[0].fault: "rest" is none of',
    )
  })
})

describe('what is right', () => {
  it('the example', async () => {
    const { config } = await loadConfig(await written(MOCK_EXAMPLE))
    expect(config).toMatchObject({ front: 'alb', keepAliveTimeout: 5000, default: { status: 404 } })
    expect(config.routes).toHaveLength(8)
  })

  it('JSON, which is YAML', async () => {
    const path = await written('{"routes": [{"path": "/a", "delay": "1.5s", "size": "1.5k"}]}', 'mock.json')
    expect((await loadConfig(path)).config.routes).toMatchObject([{ path: '/a', delay: 1500, size: 1536 }])
  })

  it('a file as body, seen from the configuration', async () => {
    await written('<p>sorry</p>', 'page.html')
    const { files } = await loadConfig(await written('default: {status: 503, file: page.html}'))
    expect(Buffer.from(files.get('page.html') ?? []).toString()).toBe('<p>sorry</p>')
  })
})
