import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildProgram } from './testing/build.js'
import { NODES } from './testing/nodes.js'
import { Raw, until } from './testing/raw.js'

type Program = Awaited<ReturnType<typeof buildProgram>>
let programs: { readonly signalled: Program; readonly starved: Program }
beforeAll(async () => {
  programs = { signalled: await buildProgram('signalled'), starved: await buildProgram('starved') }
})
afterAll(() => Promise.all(Object.values(programs).map((program) => program[Symbol.asyncDispose]())))

/** Remembers what the child says, so that nothing said early is missed. */
function start(node: string, file: string, descriptors = 1_024) {
  const child: ChildProcess = spawn('sh', ['-c', `ulimit -n ${descriptors}; exec "$@"`, 'sh', node, file], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const said: Record<string, unknown> = {}
  child.on('message', (message) => Object.assign(said, message))
  return {
    child,
    async hears(word: string): Promise<unknown> {
      await until(() => word in said)
      return said[word]
    },
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

it.each(NODES)('%s: SIGTERM drains, and then ends the program as SIGTERM does', async (_, node) => {
  await using program = start(node, programs.signalled.file)
  const port = (await program.hears('port')) as number
  using client = await Raw.to({ port })
  client.get('/')
  await program.hears('asked')
  const ended = once(program.child, 'exit')
  program.child.kill('SIGTERM')
  await program.hears('draining')
  program.child.send('finish')
  await client.has('done')
  expect(await ended).toEqual([null, 'SIGTERM'])
})

it.each(NODES)('%s: sees that no descriptor is left, and answers again when there is', async (_, node) => {
  await using program = start(node, programs.starved.file, 128)
  const port = (await program.hears('port')) as number
  using first = await Raw.to({ port })
  await first.get('/').has('ok')
  program.child.send('take')
  await program.hears('took')
  using lost = await Raw.to({ port })
  await lost.get('/').ended()
  expect(lost.text).not.toContain('ok')
  expect(await program.hears('exhausted')).toMatchObject({ limit: 128 })
  program.child.send('give')
  expect(await program.hears('recovered')).toMatchObject({ limit: 128 })
  using again = await Raw.to({ port })
  await again.get('/').has('ok')
})
