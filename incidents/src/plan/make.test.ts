import { expect, it } from 'vitest'
import { findIncidents, loadIncidents } from '../incident/index.js'
import { SERVER } from './addresses.js'
import { makePlan } from './make.js'
import { fill } from './placeholders.js'

const circumstances = { isolation: 'private', build: '/build', doctor: null } as const

it('fills in placeholders, and leaves other dollars alone', () => {
  const values = new Map([['web.port', '80']])
  expect(fill('listen ${web.port}; $host ${HOST}', values)).toBe('listen 80; $host ${HOST}')
  expect(() => fill('${web.prot}', values)).toThrow('nothing is known of ${web.prot}; known: web.port')
})

it('leaves no placeholder in any variant of any incident', async () => {
  for (const incident of await loadIncidents()) {
    for (const variant of Object.values(incident.variants)) {
      const { plan } = await makePlan(incident, variant, circumstances)
      expect(JSON.stringify(plan)).not.toMatch(/\$\{/)
    }
  }
})

it('puts the named ports at the far end of a NAT, or where it is told', async () => {
  const [incident] = findIncidents(await loadIncidents(), '5')
  const variant = incident?.variants['waiting']
  if (incident === undefined || variant === undefined) throw new Error('incident 5 has a variant `waiting`')
  const { plan, endpoints } = await makePlan(incident, variant, { ...circumstances, ports: { report: 4711 } })
  expect(endpoints).toEqual({ report: { host: SERVER.address, port: 4711 } })
  expect(plan.natTimeoutS).toBe(5)
  expect(plan.programs.map(({ namespace }) => namespace)).toEqual(['server', 'client'])
})
