import { describe, expect, it } from 'vitest'
import { findIncidents, loadIncidents } from './load.js'
import { incidentSchema } from './schema.js'

const document = {
  title: 'A client that leaks',
  cause: 'response-leak',
  story: 'One. Two.',
  packages: ['python3'],
  topology: { kind: 'loopback' },
  ports: { upstream: 18102 },
  values: { status: '403' },
  programs: {
    upstream: { argv: ['server'], ready: { listening: 'upstream' } },
    client: { argv: ['client'], ready: { line: 'ready' } },
  },
  variants: {
    leaks: {
      expect: 'faulty',
      says: 'the body is never read',
      lookAfterMs: 18000,
      find: [{ cause: 'response-leak', at: [{ program: 'client', remote: 'upstream' }] }],
    },
  },
}

const leaks = document.variants.leaks
const withVariant = (change: object) => ({ ...document, variants: { leaks: { ...leaks, ...change } } })
const problems = (value: unknown) => incidentSchema.safeParse(value).error?.issues.map(({ message }) => message) ?? []

it('fills in what need not be said', () => {
  const { variants, programs } = incidentSchema.parse(document)
  expect(variants['leaks']).toMatchObject({ values: {}, not: [], also: [], find: [{ atLeast: 1 }] })
  expect(programs['client']).toMatchObject({ env: {}, namespace: 'client' })
})

describe('refuses', () => {
  it.each([
    ['an unknown program', withVariant({ not: [{ program: 'cleint' }] }), 'variant leaks: no program is called cleint'],
    ['an unknown value', withVariant({ values: { body: '1' } }), 'variant leaks: no value is called body'],
    ['nothing to find', withVariant({ find: [] }), 'variant leaks: faulty, but nothing to find'],
    ['a healthy one with a find', withVariant({ expect: 'healthy' }), 'variant leaks: healthy, but something to find'],
    ['no variant', { ...document, variants: {} }, 'an incident needs a variant'],
    ['an unknown port', { ...document, ports: {} }, 'no port is called upstream'],
  ])('%s', (_, value, message) => {
    expect(problems(value)).toContain(message)
  })

  it.each([
    ['a misspelt cause', withVariant({ not: [{ cause: 'respnse-leak' }] })],
    ['a `not` that says nothing', withVariant({ not: [{}] })],
    ['an `also` without a reason', withVariant({ also: [{ cause: 'slow-reader', program: 'client', because: '' }] })],
    ['a field it does not know', withVariant({ lookAfter: 3 })],
    ['a look after more than half a minute', withVariant({ lookAfterMs: 60_000 })],
  ])('%s', (_, value) => {
    expect(problems(value)).not.toEqual([])
  })
})

describe('the incidents of this repository', () => {
  it('are all valid, and each has a faulty variant and a healthy twin', async () => {
    for (const { name, variants } of await loadIncidents()) {
      const kinds = new Set(Object.values(variants).map((variant) => variant.expect))
      expect([name, kinds]).toEqual([name, new Set(['faulty', 'healthy'])])
    }
  })

  it('are found by name, number or part', async () => {
    const incidents = await loadIncidents()
    const names = (wanted: string) => findIncidents(incidents, wanted).map(({ name }) => name)
    expect(names('2')).toEqual(['02-response-leak-java'])
    expect(names('nginx')).toEqual(['06-stale-reuse-nginx'])
    expect(names('response-leak')).toHaveLength(3)
    expect(names('nothing')).toEqual([])
  })
})
