import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { OPTIONS, rangeOf, settingsOf } from './index.js'

const page = readFileSync(fileURLToPath(new URL('../../../../../docs/node-client.md', import.meta.url)), 'utf8')

describe('settingsOf', () => {
  it('fills in every default', () => {
    for (const [name, rule] of Object.entries(OPTIONS)) expect(Reflect.get(settingsOf({}), name)).toBe(rule.default)
  })

  it.each([
    [{ connections: 0 }, 'connections: 0 is not 1 to 65535'],
    [{ poolTimeoutMs: 0 }, 'poolTimeoutMs: 0 is not 1 to 86400000 ms'],
    [{ deadlineMs: -1 }, 'deadlineMs: -1 is not 1 to 86400000 ms, or 0 for off'],
    [{ headersTimeoutMs: 1.5 }, 'headersTimeoutMs: 1.5 is not'],
    [{ connections: '5' }, 'connections: "5" is not'],
    [{ connections: Number.NaN }, 'connections: NaN is not'],
    [{ pressureAt: 2 }, 'pressureAt: 2 is not 0.01 to 1'],
    [{ onPressure: 5 }, 'onPressure: 5, must be of type function'],
    [{ tls: null }, 'tls: null, must be of type object'],
    [{ timeout: 5 }, 'there is no option "timeout"'],
  ])('refuses %o', (options, message) => {
    expect(() => settingsOf(options as never)).toThrow(expect.objectContaining({ code: 'HO_OPTION' }))
    expect(() => settingsOf(options as never)).toThrow(message)
  })

  it('takes 0 where it is off, and fractions of a share', () => {
    expect(settingsOf({ deadlineMs: 0, unreadTimeoutMs: 0, pressureAt: 0.5 })).toMatchObject({ pressureAt: 0.5 })
  })
})

describe('docs/node-client.md', () => {
  it.each(Object.entries(OPTIONS))('has %s as the code has it', (name, rule) => {
    const cells = [`\`${name}\``, rangeOf(rule), String(rule.default), rule.what, rule.why]
    expect(page).toContain(`| ${cells.join(' | ')} |`)
  })

  it('has no option that the code has not', () => {
    const names = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)
    expect(names.toSorted()).toEqual([...Object.keys(OPTIONS), 'callSites', 'onPressure', 'tls'].toSorted())
  })
})
