import { describe, expect, it } from 'vitest'
import { nativeBackend } from '../native/index.js'
import { portableBackend } from '../portable/index.js'
import { openScene, until } from '../testing/index.js'
import type { FlowPolicy } from '../types.js'

const T = 150
const policy = (atExpiry: FlowPolicy['atExpiry']): FlowPolicy => ({
  idleTimeoutMs: T,
  atExpiry,
  keepAlive: 'honour',
})

describe.each([nativeBackend, portableBackend])('at expiry, $backend', (factory) => {
  const acknowledges = factory.backend === 'portable'

  it('silent: tells nobody, for ever', async () => {
    await using scene = await openScene(factory, policy('silent'))
    const { client, server } = await scene.flow()
    client.socket.write('hello')
    await until('the server hears it', () => server.received === 'hello')
    await until('it is forgotten', () => scene.happenings.at(-1)?.kind === 'forgotten')
    server.socket.write('late')
    client.socket.write('late')
    if (acknowledges)
      await until('it is acknowledged', () => server.info.bytesAcked >= 4 && client.info.unackedSegments === 0)
    else await until('both retransmit', () => server.info.retransmits > 0 && client.info.retransmits > 0)
    expect([client.hearsNothing, server.hearsNothing]).toEqual([true, true])
    expect([client.received, server.received]).toEqual(['', 'hello'])
    expect(client.info.state).toBe('ESTABLISHED')
    expect(await scene.box.counts()).toEqual({ opened: 1, forgotten: 1 })
  })

  it.each(['client', 'server'] as const)('reset-late: resets the %s, which sends, and only it', async (who) => {
    await using scene = await openScene(factory, policy('reset-late'))
    const flow = await scene.flow()
    const sender = flow[who]
    const other = flow[who === 'client' ? 'server' : 'client']
    await until('it is forgotten', () => scene.happenings.at(-1)?.kind === 'forgotten')
    expect([sender.hearsNothing, other.hearsNothing]).toEqual([true, true])
    sender.socket.write('late')
    await until('the sender is reset', () => sender.sawReset)
    expect(other.hearsNothing).toBe(true)
    expect(other.info.state).toBe('ESTABLISHED')
    other.socket.write('later')
    await until('so is the other, when it sends', () => other.sawReset)
    expect([sender.received, other.received]).toEqual(['', ''])
    expect(scene.happenings.map(({ kind }) => kind)).toEqual(['opened', 'forgotten', 'reset', 'reset'])
  })

  it('reset-late: a FIN is something sent', async () => {
    await using scene = await openScene(factory, policy('reset-late'))
    const { client, server } = await scene.flow()
    await until('it is forgotten', () => scene.happenings.at(-1)?.kind === 'forgotten')
    client.socket.end()
    await until('the client is reset', () => client.sawReset)
    expect(server.hearsNothing).toBe(true)
  })

  it('reset-both: a RST for both', async () => {
    await using scene = await openScene(factory, policy('reset-both'))
    const { client, server } = await scene.flow()
    await until('both are reset', () => client.sawReset && server.sawReset)
    expect(scene.happenings.slice(1)).toEqual([{ kind: 'forgotten' }, { kind: 'reset', by: 'middlebox', to: 'both' }])
  })

  it('close: a FIN for both', async () => {
    await using scene = await openScene(factory, policy('close'))
    const { client, server } = await scene.flow()
    await until('both see a FIN', () => client.sawFin && server.sawFin)
    expect([client.info.state, server.info.state]).toEqual(['CLOSE-WAIT', 'CLOSE-WAIT'])
    expect([client.sawReset, server.sawReset]).toEqual([false, false])
    expect(scene.happenings.map(({ kind }) => kind)).toEqual(['opened', 'forgotten', 'closed'])
  })

  it('block-inbound: nothing reaches the client until it sends again', async () => {
    await using scene = await openScene(factory, policy('block-inbound'))
    const { client, server } = await scene.flow()
    await until('it is forgotten', () => scene.happenings.at(-1)?.kind === 'forgotten')
    server.socket.write('late')
    if (!acknowledges) await until('the server retransmits', () => server.info.retransmits > 0)
    expect(client.received).toBe('')
    // The server's next try may come after the flow was forgotten again.
    await until('both get what was sent', () => client.socket.write('again') && client.received === 'late')
    expect(server.received).toMatch(/^(again)+$/)
    expect(scene.happenings.map(({ kind }) => kind).slice(0, 3)).toEqual(['opened', 'forgotten', 'revived'])
    await until('it is forgotten again', () => scene.happenings.at(-1)?.kind === 'forgotten')
    expect(client.hearsNothing && server.hearsNothing).toBe(true)
  })
})
