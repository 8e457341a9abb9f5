import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { describe, expect, it } from 'vitest'
import { CLOSE_REASONS, guard, NUMBER_OPTIONS, type NumberOption } from './index.js'

const PAGE = readFileSync(new URL('../../../../docs/node-guard.md', import.meta.url), 'utf8')

describe('options', () => {
  it.each([
    [{ idleTimeoutMs: 0 }, 'idleTimeoutMs is 0: a whole number from 1 to 86400000 (ms) is needed'],
    [{ maxConnections: 1.5 }, 'maxConnections is 1.5: a whole number from 1 to 10000000 (connections) is needed'],
    [{ headersTimeoutMs: '5s' }, 'headersTimeoutMs is "5s": a whole number from 0 to 86400000 (ms) is needed'],
    [{ idleTimeout: 5 }, 'guard has no option "idleTimeout"; it has idleTimeoutMs,'],
    [null, 'the options are null: an object is needed'],
    [{ idleTimeoutMs: 5n }, 'idleTimeoutMs is 5n: a whole number from 1'],
    [{ idleTimeoutMs: Symbol('a') }, 'idleTimeoutMs is Symbol(a): a whole number from 1'],
    [{ behind: null }, 'behind is null:'],
    [{ behind: 5 }, 'behind is 5:'],
    [{ behind: {} }, 'behind is undefined: one of aws-nlb-tcp,'],
    [{ behind: { hop: 'aws-alb', idleTimeoutMs: 5n } }, 'behind.idleTimeoutMs is 5n:'],
    [{ drainOn: [5n] }, 'drainOn is [ 5n ]:'],
    [{ behind: 'aws' }, 'behind is "aws": one of aws-nlb-tcp,'],
    [{ behind: { hop: 'aws-alb', idleTimeoutMs: 0 } }, 'behind.idleTimeoutMs is 0:'],
    [{ drainOn: ['SIGKILL'] }, 'drainOn is ["SIGKILL"]:'],
    [{ drainOn: ['SIGSTOP'] }, 'drainOn is ["SIGSTOP"]:'],
    [{ drainOn: ['SIGTERM', 'SIGFOO'] }, 'drainOn is ["SIGTERM","SIGFOO"]:'],
    [{ drainOn: ['toString'] }, 'drainOn is ["toString"]:'],
  ])('%o is refused', (options, message) => {
    const server = createServer()
    expect(() => guard(server, options as object)).toThrowError(
      expect.objectContaining({ code: 'HO_OPTION', message: expect.stringContaining(message) as string }),
    )
    guard(server).dispose()
  })

  it('guards a server, and guards it once', () => {
    const server = createServer()
    using _ = guard(server)
    expect(() => guard(server)).toThrowError(expect.objectContaining({ code: 'HO_OPTION' }))
    expect(() => guard({} as never)).toThrowError(expect.objectContaining({ code: 'HO_OPTION' }))
  })
})

describe('docs/node-guard.md', () => {
  const row = (name: string, { unit, min, max, default: value, meaning, reason }: NumberOption) => {
    const range = `${min.toLocaleString('en')}–${max.toLocaleString('en')}`
    return `| \`${name}\` | ${unit} | ${range} | ${value.toLocaleString('en')} | ${meaning} | ${reason} |`
  }

  it.each(Object.entries(NUMBER_OPTIONS))('has %s as the code has it', (name, option) => {
    expect(PAGE).toContain(row(name, option))
  })

  it('has no option that there is not', () => {
    const named = [...PAGE.matchAll(/^\| `(\w+)` \| (?:ms|bytes\/s|connections|descriptors) \|/gm)].map(
      ([, name]) => name,
    )
    expect(named.toSorted()).toEqual(Object.keys(NUMBER_OPTIONS).toSorted())
  })

  it('has every reason to close', () => {
    for (const reason of CLOSE_REASONS) expect(PAGE).toContain(`\`${reason}\``)
  })
})
