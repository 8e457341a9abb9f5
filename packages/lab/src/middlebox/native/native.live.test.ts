import { describe, expect, it } from 'vitest'
import { openRelay } from '../relay/index.js'
import { handles, openScene, until } from '../testing/index.js'
import type { BackendFactory, FlowPolicy } from '../types.js'
import { abilitiesOf } from './abilities.js'
import { kernelSenses, nativeBackend } from './native.js'

const policy = (atExpiry: FlowPolicy['atExpiry']): FlowPolicy => ({
  idleTimeoutMs: 150,
  atExpiry,
  keepAlive: 'honour',
})

/** As on a kernel that asks for CAP_NET_ADMIN before it filters. */
const withoutFilters: BackendFactory = {
  ...nativeBackend,
  open: (options) =>
    openRelay(options, {
      backend: 'native',
      senses: kernelSenses(handles, options.policy, { readsTcpInfo: true, dropsIncoming: false }),
      cannot: [],
    }),
}

it('says nothing that it cannot where it can all', async () => {
  expect(await nativeBackend.unavailable()).toBeUndefined()
  expect(await abilitiesOf(handles)).toMatchObject({ readsTcpInfo: true })
})

describe('where the kernel refuses filters', () => {
  it('nothing passes after expiry, but it is acknowledged', async () => {
    await using scene = await openScene(withoutFilters, policy('silent'))
    const { client, server } = await scene.flow()
    await until('it is forgotten', () => scene.happenings.at(-1)?.kind === 'forgotten')
    server.socket.write('late')
    await until('it is acknowledged', () => server.info.bytesAcked >= 4)
    expect([client.received, client.hearsNothing, server.hearsNothing]).toEqual(['', true, true])
  })

  it('a late probe is something sent', async () => {
    await using scene = await openScene(withoutFilters, policy('reset-late'))
    const { client, server } = await scene.flow()
    client.probeEverySecond()
    await until('it is forgotten', () => scene.happenings.at(-1)?.kind === 'forgotten')
    await until('the client, which probes, is reset', () => client.closed)
    expect(server.hearsNothing).toBe(true)
  })

  it('what was held back passes when the flow is known again', async () => {
    await using scene = await openScene(withoutFilters, policy('block-inbound'))
    const { client, server } = await scene.flow()
    await until('it is forgotten', () => scene.happenings.at(-1)?.kind === 'forgotten')
    server.socket.write('late')
    client.socket.write('again')
    await until('both get what was sent', () => client.received === 'late' && server.received === 'again')
  })
})

it('a late probe earns its sender a reset', async () => {
  await using scene = await openScene(nativeBackend, policy('reset-late'))
  const { client, server } = await scene.flow()
  server.probeEverySecond()
  await until('it is forgotten', () => scene.happenings.at(-1)?.kind === 'forgotten')
  await until('the server, which probes, is reset', () => server.closed)
  expect(client.hearsNothing).toBe(true)
})
