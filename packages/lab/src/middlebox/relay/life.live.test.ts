import { describe, expect, it } from 'vitest'
import { nativeBackend } from '../native/index.js'
import { portableBackend } from '../portable/index.js'
import { openScene, type Scene, until } from '../testing/index.js'
import type { FlowPolicy } from '../types.js'

/** The kernel tells ages in its ticks. */
const TICK_MS = 10

const policy = (idleTimeoutMs: number, keepAlive: FlowPolicy['keepAlive']): FlowPolicy => ({
  idleTimeoutMs,
  atExpiry: 'silent',
  keepAlive,
})

/** When the one flow was forgotten, ms after it was opened. */
async function forgottenAfter({ events }: Scene): Promise<number> {
  const last = () => events.find(({ what }) => what.kind === 'forgotten')?.ageMs
  await until('it is forgotten', () => last() !== undefined)
  return last() ?? Number.NaN
}

describe.each([
  ['native', 'honour', nativeBackend],
  ['native', 'ignore', nativeBackend],
  ['portable', 'honour', portableBackend],
] as const)('data, %s, probes: %s', (_, keepAlive, factory) => {
  it('from either side resets the timer', async () => {
    await using scene = await openScene(factory, policy(400, keepAlive))
    const { client, server } = await scene.flow()
    const started = performance.now()
    while (performance.now() - started < 600) {
      client.socket.write('c')
      await until('the server hears it', () => server.received.endsWith('c'))
      server.received = ''
      server.socket.write('s')
      await until('the client hears it', () => client.received.endsWith('s'))
      client.received = ''
    }
    expect(scene.happenings).toEqual([{ kind: 'opened' }])
    expect(await forgottenAfter(scene)).toBeGreaterThan(600)
    expect(client.info.lastDataReceivedMs + TICK_MS).toBeGreaterThanOrEqual(400)
  })
})

describe.each([nativeBackend, portableBackend])('what counts as life, $backend', (factory) => {
  it('is forgotten no earlier than the timeout', async () => {
    await using scene = await openScene(factory, policy(300, 'honour'))
    await scene.flow()
    expect(await forgottenAfter(scene)).toBeGreaterThanOrEqual(300)
  })

  it('a reader that stops for a while is not idle while there is something for it to read', async () => {
    await using scene = await openScene(factory, policy(200, 'ignore'))
    const { client, server } = await scene.flow()
    client.socket.pause()
    server.socket.write(Buffer.alloc(16_000_000))
    await until('three timeouts have passed', () => server.info.lastDataReceivedMs >= 600)
    expect(scene.happenings).toEqual([{ kind: 'opened' }])
    client.socket.resume()
    await until('all is there', () => client.received.length === 16_000_000)
    await forgottenAfter(scene)
  })
})

describe('TCP keep-alive probes', () => {
  it('from either side keep a flow alive that honours them', async () => {
    await using scene = await openScene(nativeBackend, policy(1200, 'honour'))
    const [byClient, byServer] = [await scene.flow(), await scene.flow()]
    await scene.flow()
    const probing = [byClient.client, byServer.server]
    const before = probing.map(({ info }) => info.segmentsOut)
    for (const end of probing) end.probeEverySecond()
    expect(await forgottenAfter(scene)).toBeGreaterThanOrEqual(1200)
    // Only the third is forgotten: at its second probe each of the others has outlived the timeout.
    const sent = () => probing.map(({ info }, index) => info.segmentsOut - (before[index] ?? 0))
    await until('each has probed twice', () => sent().every((probes) => probes >= 2))
    expect(scene.events.filter(({ what }) => what.kind === 'forgotten').map(({ flow }) => flow)).toEqual([3])
  })

  it.each([
    ['native', nativeBackend, 'ignore'],
    ['portable', portableBackend, 'honour'],
  ] as const)('do not where they are ignored, or not seen: %s', async (_, factory, keepAlive) => {
    await using scene = await openScene(factory, policy(1200, keepAlive))
    const { client } = await scene.flow()
    client.probeEverySecond()
    // Had the probe counted, it would be 2.2 s.
    expect(await forgottenAfter(scene)).toBeLessThan(2150)
  })
})
