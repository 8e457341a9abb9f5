import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseProxyConfig } from './config.js'

const JSON_CONFIG = `[
  {
    "name": "web_dev_frontend_1",
    "listen": "[::]:18080",
    "upstream": "webapp.domain:8080",
    "enabled": true
  }
]`

const YAML_CONFIG = `
- name: redis
  upstream: 127.0.0.1:6379
  toxics:
    - type: latency
      attributes:
        latency: 100
    - type: bandwidth
`

/** Nine to the fourth values out of four lines. */
const BOMB = ['a: &a', 'b: &b', 'c: &c', 'd: &d']
  .map((key, depth) => `${key} [${Array.from({ length: 9 }, () => ['x', '*a', '*b', '*c'][depth]).join(', ')}]`)
  .join('\n')

const codeOf = (work: () => unknown): unknown => {
  try {
    work()
    return undefined
  } catch (error) {
    return (error as { code?: unknown }).code
  }
}

describe('parseProxyConfig', () => {
  it('reads what the README of Toxiproxy shows, and YAML', () => {
    expect(parseProxyConfig(JSON_CONFIG, 'toxiproxy.json')).toMatchObject([{ listen: '[::]:18080', enabled: true }])
    expect(parseProxyConfig(YAML_CONFIG, 'lab.yaml')).toMatchObject([{ toxics: [{ type: 'latency' }, {}] }])
  })

  it.each([
    ['[{', /^lab.yaml:1: /],
    [BOMB, /^lab.yaml:1: Excessive alias count/],
    ['name: x', 'lab.yaml:1: a list of proxies is needed'],
    [
      YAML_CONFIG.replace('upstream', 'upstrem'),
      'lab.yaml:3: at [0].upstrem: a proxy has no field "upstrem": did you mean upstream?',
    ],
    [
      YAML_CONFIG.replace('type: band', 'tipe: band'),
      'lab.yaml:8: at [0].toxics[1].tipe: a toxic has no field "tipe": did you mean type?',
    ],
    [
      YAML_CONFIG.replace('bandwidth', 'bandwith'),
      'lab.yaml:8: at [0].toxics[1].type: invalid toxic type "bandwith": did you mean bandwidth?',
    ],
    [
      YAML_CONFIG.replace('latency: 100', 'latancy: 100'),
      'lab.yaml:7: at [0].toxics[0].attributes.latancy: there is no attribute of latency "latancy": did you mean latency?',
    ],
    [YAML_CONFIG.replace('100', '-1'), /^lab.yaml:7: at \[0\].toxics\[0\].attributes.latency: latency: /],
    [
      YAML_CONFIG.replace('  upstream: 127.0.0.1:6379\n', ''),
      'lab.yaml:2: at [0].upstream: missing required field: upstream',
    ],
    [
      '[{"name": "a", "upstream": "a:1"},\n {"name": "a", "upstream": "a:1"}]',
      'lab.yaml:2: at [1].name: duplicate proxy name',
    ],
  ])('refuses %j', (text, message) => {
    const expected = typeof message === 'string' ? message : (expect.stringMatching(message) as string)
    expect(() => parseProxyConfig(text, 'lab.yaml')).toThrow(
      expect.objectContaining({ code: 'HO_CONFIG', message: expected }) as Error,
    )
  })

  it('has an answer to anything', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect([undefined, 'HO_CONFIG']).toContain(codeOf(() => parseProxyConfig(text, 'any')))
      }),
    )
  })
})
