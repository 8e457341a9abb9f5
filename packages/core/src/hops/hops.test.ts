import { describe, expect, it } from 'vitest'
import { EXPIRIES, type Hop, hopById, HOPS, matchHops, PATH_HOPS } from './index.js'

const HOP_KEYS: readonly (keyof Hop)[] = [
  'id',
  'name',
  'layer',
  'role',
  'idleTimeoutS',
  'configurableS',
  'atExpiry',
  'inWords',
  'keepAliveProbeResets',
  'basis',
  'source',
]

describe('the table of hops', () => {
  it.each(HOPS.map((hop) => [hop.id, hop] as const))('%s is what its type says', (id, hop) => {
    expect(Object.keys(hop).sort()).toEqual([...HOP_KEYS].sort())
    expect(id).toMatch(/^[a-z0-9-]+$/)
    expect([4, 7]).toContain(hop.layer)
    expect(['path', 'server', 'client']).toContain(hop.role)
    expect(hop.role === 'path').toBe(hop.layer === 4)
    expect(['documented', 'measured', 'secondary']).toContain(hop.basis)
    expect([true, false, null]).toContain(hop.keepAliveProbeResets)
    for (const expiry of hop.atExpiry) expect(EXPIRIES).toContain(expiry)
    expect(hop.atExpiry.length > 0).toBe(hop.idleTimeoutS !== null)
    const [from, to] = hop.configurableS ?? [hop.idleTimeoutS ?? 0, hop.idleTimeoutS ?? 0]
    expect(hop.idleTimeoutS ?? 0).toBeGreaterThanOrEqual(from)
    expect(hop.idleTimeoutS ?? 0).toBeLessThanOrEqual(to)
  })

  it('names each hop once', () => {
    expect(new Set(HOPS.map(({ id }) => id)).size).toBe(HOPS.length)
    expect(hopById('aws-nlb-tcp')?.idleTimeoutS).toBe(350)
    expect(hopById('no-such-hop')).toBeUndefined()
    expect(PATH_HOPS.map(({ id }) => id)).toContain('azure-lb')
    expect(PATH_HOPS.map(({ id }) => id)).not.toContain('aws-alb')
  })
})

describe('matching a measured path', () => {
  const about = (atLeast: number, atMost: number) => ({ atLeast, atMost })
  const ids = (hops: readonly Hop[]) => hops.map(({ id }) => id)

  it('finds the hops whose default it is', () => {
    const { byDefault, configured } = matchHops({
      idleTimeoutMs: about(348_000, 351_500),
      atExpiry: 'reset-late',
      keepAliveProbesReset: true,
    })
    expect(ids(byDefault)).toEqual(['aws-nlb-tcp', 'aws-nlb-tls', 'aws-nat-gateway'])
    expect(ids(configured)).toEqual(['azure-nat-gateway'])
  })

  it('tells silence from a late reset', () => {
    const measured = { idleTimeoutMs: about(348_000, 351_500), atExpiry: 'silent', keepAliveProbesReset: true } as const
    expect(ids(matchHops(measured).byDefault)).toEqual(['aws-network-firewall'])
  })

  it('takes an unknown answer to probes as possible', () => {
    const measured = {
      idleTimeoutMs: about(349_000, 352_000),
      atExpiry: 'reset-late',
      keepAliveProbesReset: false,
    } as const
    expect(ids(matchHops(measured).byDefault)).toEqual(['aws-nlb-tls'])
  })

  it('finds servers by their FIN, and never a client', () => {
    const measured = { idleTimeoutMs: about(4_900, 5_100), atExpiry: 'close', keepAliveProbesReset: false } as const
    expect(ids(matchHops(measured).byDefault)).toEqual(['apache-httpd', 'node-server', 'uvicorn'])
  })

  it.each([
    [74_980, 75_030, ['nginx-client']],
    [2985, 3025, []],
    [2010, 2990, ['gunicorn']],
    [5985, 6025, ['node-server']],
  ])('takes a server by its default, with the blur of its own timer only: %d ms to %d ms', (atLeast, atMost, found) => {
    const measured = { idleTimeoutMs: about(atLeast, atMost), atExpiry: 'close', keepAliveProbesReset: false } as const
    expect(ids(matchHops(measured).byDefault)).toEqual(found)
  })

  it('finds nothing where nothing fits', () => {
    const measured = { idleTimeoutMs: about(11_000, 11_100), atExpiry: 'silent', keepAliveProbesReset: true } as const
    const { byDefault } = matchHops(measured)
    expect(ids(byDefault)).toEqual([])
  })
})
