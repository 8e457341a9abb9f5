import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { main } from '../../cli/index.js'
import { fakeIo, fakeMachine } from '../../fakes/index.js'
import { type ProxyRun, runProxy } from './run.js'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halfopen-proxy-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function fileOf(text: string): Promise<string> {
  const file = join(folder, `${Math.random()}.yaml`)
  await writeFile(file, text)
  return file
}

/** Runs the verb's work while `meanwhile` talks to it; resolves to what it printed. */
async function played(run: Partial<ProxyRun>, meanwhile: (url: string) => Promise<unknown>) {
  const io = fakeIo()
  const controller = new AbortController()
  const stop = { signal: controller.signal, release: () => undefined }
  const running = runProxy({ port: 0, as: 'text', ...run }, { io, machine: fakeMachine() }, stop)
  const end = Date.now() + 10_000
  while (!/http:\S+/.test(io.stdout.text) && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 2))
  try {
    await meanwhile(/http:\/\/[\d.:]+/.exec(io.stdout.text)?.[0] ?? '')
  } finally {
    controller.abort()
  }
  expect(await running).toBe(0)
  return io.stdout.text
}

async function run(...args: string[]) {
  const io = fakeIo()
  const code = await main(['lab', 'proxy', ...args], { io, machine: fakeMachine() })
  return { code, out: io.stdout.text, err: io.stderr.text }
}

const CONFIG = '- {name: db, upstream: "127.0.0.1:1", toxics: [{type: latency, attributes: {latency: 5}}]}'

describe('halfopen lab proxy', () => {
  it('prints the API, the seed, the proxies, and what happens', async () => {
    const config = await fileOf(CONFIG)
    const out = await played({ config, seed: 7 }, async (url) => {
      await (
        await fetch(`${url}/proxies/db/toxics`, { method: 'POST', body: '{"type": "half_open", "toxicity": 0.5}' })
      ).text()
      await (await fetch(`${url}/proxies/db`, { method: 'PATCH', body: '{"enabled": false}' })).text()
      await (await fetch(`${url}/proxies/db`, { method: 'DELETE' })).text()
    })
    const [first, second, ...lines] = out.replaceAll(/:\d{4,5}\b/g, ':PORT').split('\n')
    expect(first).toBe("http://127.0.0.1:PORT  Toxiproxy's HTTP API: give this to its clients")
    expect(second).toBe('seed 7: --seed 7 repeats what toxics decide by chance')
    expect(lines.join('\n')).toContain('  db    127.0.0.1:PORT  127.0.0.1:1  latency_downstream')
    expect(lines.slice(-4)).toEqual([
      '  db  toxic added, half_open_downstream: after 0, bytes 0, on 50 % of the connections',
      '  db  down, 127.0.0.1:PORT → 127.0.0.1:1',
      '  db  removed, 127.0.0.1:PORT → 127.0.0.1:1',
      '',
    ])
  })

  it('reads its proxies from a pipe that fills slowly', async () => {
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    const writer = spawn('sh', ['-c', `{ echo '- name: db'; sleep 0.1; echo '  upstream: "127.0.0.1:1"'; } > ${pipe}`])
    const out = await played({ config: pipe }, () => Promise.resolve())
    expect(out).toContain('127.0.0.1:1')
    expect(writer.exitCode ?? (await once(writer, 'exit'))[0]).toBe(0)
  })

  it('prints rows for a program, and connections', async () => {
    const config = await fileOf(CONFIG)
    const out = await played({ config, as: 'json', seed: 3 }, async (url) => {
      const { listen } = (await (await fetch(`${url}/proxies/db`)).json()) as { listen: string }
      await fetch(`http://${listen}/`).catch(() => undefined)
      await (await fetch(`${url}/proxies/db`, { method: 'DELETE' })).text()
    })
    const rows = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(rows[0]).toMatchObject({ schema: 'halfopen.lab.proxy/1', seed: 3, proxies: [{ name: 'db' }] })
    expect(rows.map(({ event }) => event).slice(1)).toEqual(
      expect.arrayContaining(['connection-opened', 'upstream-failed', 'connection-closed', 'proxy-removed']),
    )
  })

  it('lets nothing that it was given reach the terminal as it is', async () => {
    const out = await played({}, async (url) => {
      const body = JSON.stringify({ name: 'a\u001b[2Jb', upstream: '127.0.0.1:1' })
      await (await fetch(`${url}/proxies`, { method: 'POST', body })).text()
    })
    expect(out).toContain('no proxies yet')
    expect(out).toContain('a\\x1b[2Jb  created')
  })
})

describe('wrong usage', () => {
  it.each([
    [['--prot', '1'], 2, 'there is no flag --prot: did you mean --port?'],
    [['--port', '65536'], 2, '"65536" is not a port: a port is a whole number from 0 to 65535'],
    [['--seed', '-1'], 2, '"-1" is not a seed'],
    [['--config', '/nowhere/x.json'], 2, 'ENOENT'],
    [['--port', '0', '--host', '192.0.2.1'], 3, 'could not listen on 192.0.2.1'],
    [['upstream'], 2, '"upstream" is one argument too many'],
  ])('%j', async (args, code, message) => {
    const ran = await run(...args)
    expect(ran).toMatchObject({ code, out: '' })
    expect(ran.err).toContain(message)
  })

  it('an unknown fault in the file: the nearest, and its line', async () => {
    const config = await fileOf('- name: db\n  upstream: a:1\n  toxics:\n    - type: latencyy\n')
    const { code, out, err } = await run('--port', '0', '--config', config)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(':4: at [0].toxics[0].type: invalid toxic type "latencyy": did you mean latency? (HO_CONFIG)')
  })

  it('helps', async () => {
    const { code, out } = await run('--help')
    expect(code).toBe(0)
    expect(out).toContain('--config FILE')
    expect(out).toContain('(default 8474)')
  })
})
