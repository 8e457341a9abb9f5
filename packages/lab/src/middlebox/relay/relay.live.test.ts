import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { serve } from '../../serving/index.js'
import { nativeBackend } from '../native/index.js'
import { portableBackend } from '../portable/index.js'
import { openScene, until } from '../testing/index.js'
import type { FlowPolicy } from '../types.js'

const PATIENT: FlowPolicy = { idleTimeoutMs: 60_000, atExpiry: 'silent', keepAlive: 'honour' }

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Reads to the end, with a rest after each portion. */
async function hashOf(socket: Socket, restMs: number): Promise<string> {
  const hash = createHash('sha256')
  socket.on('data', (chunk: Buffer) => {
    hash.update(chunk)
    if (restMs > 0) setTimeout(() => socket.resume(), restMs)
    if (restMs > 0) socket.pause()
  })
  await once(socket, 'end')
  return hash.digest('hex')
}

describe.each([nativeBackend, portableBackend])('what goes through, $backend', (factory) => {
  it('arrives whole in both directions, with a slow reader', async () => {
    await using scene = await openScene(factory, PATIENT)
    const target = createServer({ allowHalfOpen: true })
    await using serving = await serve(target)
    await using box = await factory.open({ target: serving.address, policy: scene.box.policy })
    const accepted = once(target, 'connection')
    const client = connect({ ...box.address, allowHalfOpen: true })
    const [server] = (await accepted) as [Socket]
    const [up, down] = [randomBytes(24_000_000), randomBytes(12_000_000)]
    client.end(up)
    server.end(down)
    const [upHash, downHash] = await Promise.all([hashOf(server, 0), hashOf(client, 1)])
    expect([upHash, downHash]).toEqual([sha256(up), sha256(down)])
  })

  it('keeps a half-close', async () => {
    await using scene = await openScene(factory, PATIENT)
    const { client, server } = await scene.flow()
    client.socket.end('request')
    await until('the server sees the FIN', () => server.sawFin && server.received === 'request')
    expect(server.info.state).toBe('CLOSE-WAIT')
    server.socket.end('response')
    await until('the client has it all', () => client.sawFin && client.received === 'response')
    await until('the flow is closed', () => scene.happenings.at(-1)?.kind === 'closed')
    expect(scene.happenings).toEqual([{ kind: 'opened' }, { kind: 'closed' }])
  })

  it.each(['client', 'server'] as const)('passes a reset of the %s on', async (who) => {
    await using scene = await openScene(factory, PATIENT)
    const flow = await scene.flow()
    const to = who === 'client' ? 'server' : 'client'
    await until('the middlebox has opened it', () => scene.happenings.length > 0)
    flow[who].socket.resetAndDestroy()
    await until('the other is reset', () => flow[to].sawReset)
    expect(scene.happenings.at(-1)).toEqual({ kind: 'reset', by: who, to })
  })

  it('resets the client when the target refuses', async () => {
    const serving = await serve(createServer())
    await serving[Symbol.asyncDispose]()
    const events: string[] = []
    const onFlow = ({ what }: { what: { kind: string; why?: string } }) => events.push(`${what.kind} ${what.why ?? ''}`)
    await using box = await factory.open({ target: serving.address, policy: PATIENT, onFlow })
    const client = connect(box.address)
    const [error] = (await once(client, 'error')) as [NodeJS.ErrnoException]
    expect(error.code).toBe('ECONNRESET')
    expect(events).toEqual([expect.stringContaining('unreachable connect ECONNREFUSED')])
    expect(await box.counts()).toEqual({ opened: 0, forgotten: 0 })
  })

  it('shows the port of the client to a target on this host', async () => {
    await using scene = await openScene(factory, PATIENT)
    const { client, server } = await scene.flow()
    expect(server.socket.remotePort).toBe(client.socket.localPort)
    expect(server.socket.remoteAddress).toBe('127.0.0.2')
  })

  it('forgets a thousand flows', async () => {
    await using scene = await openScene(factory, { idleTimeoutMs: 800, atExpiry: 'reset-both', keepAlive: 'honour' })
    for (let opened = 0; opened < 1000; opened++) await scene.flow()
    await until('all are forgotten', () => scene.happenings.filter(({ kind }) => kind === 'reset').length === 1000)
    expect(await scene.box.counts()).toEqual({ opened: 1000, forgotten: 1000 })
  })

  it('leaves nothing behind', async () => {
    {
      await using scene = await openScene(factory, { ...PATIENT, idleTimeoutMs: 100 })
      const { client, server } = await scene.flow()
      await until('it is forgotten', () => scene.happenings.at(-1)?.kind === 'forgotten')
      const child = scene.box.run(['sleep', '1000'])
      await scene.flow()
      await scene.box[Symbol.asyncDispose]()
      await once(child, 'exit')
      await until('both ends of the forgotten flow are reset', () => client.sawReset && server.sawReset)
    }
    const left = () => process.getActiveResourcesInfo().filter((kind) => /TCP|Timeout|Immediate/.test(kind))
    await until('all handles are gone', () => left().length === 0)
  })

  it('says what does not resolve, what is taken, and what would run in circles', async () => {
    const target = { host: 'no-such-host.invalid', port: 80 }
    await expect(factory.open({ target, policy: PATIENT })).rejects.toMatchObject({ code: 'HO_TARGET' })
    await using serving = await serve(createServer())
    const taken = { target: serving.address, policy: PATIENT, listen: serving.address }
    await expect(factory.open({ ...taken, target: { host: '127.0.0.1', port: 1 } })).rejects.toMatchObject({
      code: 'HO_LISTEN',
    })
    await expect(factory.open(taken)).rejects.toMatchObject({ code: 'HO_USAGE' })
    const byName = { ...taken, target: { host: 'localhost', port: serving.address.port } }
    await expect(factory.open(byName)).rejects.toMatchObject({ code: 'HO_USAGE' })
  })
})
