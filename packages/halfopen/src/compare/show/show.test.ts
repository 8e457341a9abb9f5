import { describe, expect, it } from 'vitest'

import { styleFor, widthOf } from '../../terminal/index.js'
import { explain } from '../explain/index.js'
import type { ClientFacts } from '../facts/index.js'
import { armed, client, connection, ended, ok, seenByApp, silence, waiting } from '../testing/clients.js'
import { traitsOf } from '../traits/index.js'
import type { Comparison } from './comparison.js'
import { comparisonJson } from './json.js'
import { comparisonLines } from './text.js'

function comparison(clients: readonly ClientFacts[]): Comparison {
  const traits = traitsOf(clients)
  return { target: '127.0.0.1:8080', clients, traits, difference: explain(clients, traits), limits: ['something'] }
}

const kept = connection({ keepAlive: armed(60), longestSilence: silence(65_000, 1), app: seenByApp(65_000) })
const two = [
  client('A', ok(65_000), [kept]),
  client('B', ended('hung', 132_000), [
    waiting(130_000, { app: seenByApp(65_000, { headers: { expect: '\u001b[31m' } }) }),
  ]),
]
const plain = (width: number) => ({ width, style: styleFor({}, {}), output: 'failures' as const })

describe('the table', () => {
  it('sets the clients side by side', () => {
    expect(comparisonLines(comparison(two), plain(100)).join('\n')).toMatchInlineSnapshot(`
      "A  run A
      B  run B

                          A                               B
      ≠ Outcome           ok (exit 0)                     hung, ended by us
        Time              65s                             2m 12s
      ≠ When ended        –                               ESTABLISHED, silent for 2m 10s, a
                                                          thread waits on it
        Server            127.0.0.1:8080                  127.0.0.1:8080
        Connections       1 opened, none reused           1 opened, none reused
      ≠ TCP keep-alive    after 60s, every 60s, 9 probes  off
        Longest silence   65s, 1 probe sent               2m 10s, nothing sent
        TCP user timeout  system default                  system default
        Half-close        no                              no
        Unread bytes      0                               0
        Retransmits       0                               0
        Bytes sent        80                              80
        Bytes received    43                              0
      ≠ Closed first by   client                          halfopen
        Request           GET /sleep                      GET /sleep
        HTTP version      1.1                             1.1
        TLS               no                              no
        Status            200                             200
        App answered      after 65s                       after 65s
      ≠ expect            not sent                        \\x1b[31m

      A armed TCP keep-alive (first probe after 60s, then every 60s: 1 sent in 65s of silence) and got its
      answer; B armed none, sent nothing while it waited and had no answer after 2m 10s, although the app
      answered it after 65s: something on the path forgot its connection.

      Not seen: something"
    `)
  })

  it('sets them one below the other where the page is narrow', () => {
    const six = ['A', 'B', 'C', 'D', 'E', 'F'].map((label) => client(label, ok(), [kept]))
    const lines = comparisonLines(comparison(six), plain(60))
    expect(lines).toContain('  TCP keep-alive')
    expect(lines).toContain('    F  after 60s, every 60s, 9 probes')
  })

  it('fits every width', () => {
    for (let width = 40; width <= 100; width += 7) {
      for (const line of comparisonLines(comparison(two), plain(width)))
        expect(widthOf(line)).toBeLessThanOrEqual(width)
    }
  })

  it('escapes what clients print and servers see', () => {
    const hostile = {
      ...client('B', { kind: 'failed', exitCode: 1, signal: null, ms: 5 } as const),
      stderr: 'a\u001b[2J\nb',
    }
    const lines = comparisonLines(comparison([two[0]!, two[1]!, hostile]), plain(100)).join('\n')
    expect(lines).toContain('a\\x1b[2J')
    // oxlint-disable-next-line no-control-regex -- what must not be there
    expect(lines).not.toMatch(/\u001b/)
  })
})

it('marks a row only where what it shows differs', () => {
  const rows = (...waits: readonly Parameters<typeof waiting>[]) => {
    const clients = waits.map(([ms, changes], index) => client('AB'[index]!, ended('hung'), [waiting(ms, changes)]))
    return comparisonLines(comparison(clients), plain(160)).join('\n')
  }
  expect(rows([6501], [6549])).toMatch(/^ {2}When ended/m)
  expect(rows([6500], [6900])).toMatch(/^ {2}When ended/m)
  expect(rows([6500], [6500, { awaited: false }])).toMatch(/^≠ When ended/m)
  expect(rows([6500], [6500])).toMatch(/^ {2}Outcome +silent for 6\.5s, ended by us/m)
})

it('gives a program rows to use', () => {
  const json = comparisonJson(comparison(two), 'failures')
  expect(json).toMatchObject({
    schema: 'halfopen.compare/1',
    target: '127.0.0.1:8080',
    clients: [
      {
        label: 'A',
        outcome: { kind: 'ok', ms: 65_000 },
        opened: 1,
        reused: 0,
        keepAlive: { enabled: true, timeS: 60 },
      },
      { label: 'B', outcome: { kind: 'hung' }, connections: [{ closedBy: 'halfopen', lastSilence: { ms: 130_000 } }] },
    ],
    difference: { about: 'keep-alive' },
    limits: ['something'],
  })
  expect(JSON.stringify(json)).not.toContain('\\u001b')
})
