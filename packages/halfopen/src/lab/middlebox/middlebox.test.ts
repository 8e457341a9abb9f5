import type { FlowHappening, Middlebox } from '@halfopen/lab'
import { describe, expect, it } from 'vitest'

import { HOSTILE } from '../../fakes/index.js'
import { styleFor } from '../../terminal/index.js'
import { eventRow, startRow } from './json.js'
import { eventLine, type Opened, startLines } from './lines.js'
import { policyInWords } from './policy.js'

const plain = styleFor({}, {})
const AT = new Date('2026-11-21T12:01:02.123Z')
const policy = { idleTimeoutMs: 3500, atExpiry: 'reset-late', keepAlive: 'honour' } as const

const box = {
  backend: 'native',
  policy,
  cannot: ['it ends TCP itself'],
  address: { host: '127.0.0.1', port: 9000 },
} as unknown as Middlebox

const opened: Opened = {
  box,
  target: { host: '::1', port: 8080 },
  scale: 100,
  passedOver: [{ backend: 'kernel', why: 'only its own' }],
  faithful: 'halfopen lab run --hop aws-nlb-tcp --scale 100 -- COMMAND',
}

describe('what is said of a middlebox', () => {
  it('when it opens', () => {
    expect(startLines(opened, plain, 100).join('\n')).toMatchInlineSnapshot(`
      "127.0.0.1:9000  forwards to [::1]:8080
        forgets a connection after 3.5s of silence (350s ÷ 100): tells nobody, then resets whoever sends
        next, and only that side
        TCP keep-alive probes reset the timer
        native backend, which cannot imitate all:
          – it ends TCP itself
        not the kernel backend: only its own
          halfopen lab run --hop aws-nlb-tcp --scale 100 -- COMMAND  # starts a client that crosses it

      Ctrl-C ends it. Each connection:"
    `)
  })

  it('for a program', () => {
    expect(JSON.parse(startRow(opened))).toEqual({
      schema: 'halfopen.middlebox/1',
      address: { host: '127.0.0.1', port: 9000 },
      target: { host: '::1', port: 8080 },
      backend: 'native',
      passedOver: [{ backend: 'kernel', why: 'only its own' }],
      cannot: ['it ends TCP itself'],
      policy,
      scale: 100,
    })
  })

  it('of its policy', () => {
    const policy = { idleTimeoutMs: 5000, atExpiry: 'silent', keepAlive: 'ignore' } as const
    expect(policyInWords({ backend: 'native', policy }, 1)).toEqual([
      'forgets a connection after 5s of silence: passes nothing on any more and tells nobody',
      'TCP keep-alive probes do not reset the timer',
    ])
    const wished = { ...policy, keepAlive: 'honour' } as const
    expect(policyInWords({ backend: 'portable', policy: wished }, 1)[1]).toBe('only data resets the timer')
  })
})

describe('what is said of a flow', () => {
  const event = (what: FlowHappening) => ({
    flow: 7,
    client: { host: '127.0.0.1', port: 50_000 },
    ageMs: 4234.56,
    what,
  })

  it.each<[FlowHappening, string]>([
    [{ kind: 'opened' }, 'opened by 127.0.0.1:50000'],
    [{ kind: 'forgotten' }, 'forgotten, 4.2s old'],
    [{ kind: 'revived' }, 'known again: the client has sent, 4.2s old'],
    [{ kind: 'closed' }, 'closed, 4.2s old'],
    [{ kind: 'reset', by: 'client', to: 'server' }, 'reset by the client; passed on to the server, 4.2s old'],
    [{ kind: 'reset', by: 'middlebox', to: 'server' }, 'reset towards the server, which has sent, 4.2s old'],
    [{ kind: 'reset', by: 'middlebox', to: 'both' }, 'reset towards both, 4.2s old'],
    [{ kind: 'unreachable', why: 'refused' }, 'of 127.0.0.1:50000 reset: the target is unreachable: refused'],
  ])('%j', (what, words) => {
    expect(eventLine(event(what), AT, plain)).toBe(`12:01:02.123  #7 ${words}`)
  })

  it('keeps what is hostile from the terminal', () => {
    const line = eventLine(event({ kind: 'unreachable', why: HOSTILE }), AT, plain)
    expect(line).toContain('\\x1b[2J')
  })

  it('for a program', () => {
    expect(JSON.parse(eventRow(event({ kind: 'reset', by: 'client', to: 'server' }), AT))).toEqual({
      at: '2026-11-21T12:01:02.123Z',
      flow: 7,
      client: { host: '127.0.0.1', port: 50_000 },
      ageMs: 4234.6,
      kind: 'reset',
      by: 'client',
      to: 'server',
    })
  })
})
