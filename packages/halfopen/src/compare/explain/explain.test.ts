import { describe, expect, it } from 'vitest'

import type { ClientFacts } from '../facts/index.js'
import { armed, client, connection, ended, failed, off, ok, seenByApp, silence, waiting } from '../testing/clients.js'
import { traitsOf } from '../traits/index.js'
import { explain } from './explain.js'

const say = (...clients: readonly ClientFacts[]) => explain(clients, traitsOf(clients))

const kept = (probes = 4, timeS = 1) => connection({ keepAlive: armed(timeS), longestSilence: silence(4500, probes) })

describe('keep-alive', () => {
  it('is the difference where probes went and the other sent none', () => {
    expect(say(client('A', ok(), [kept()]), client('B', ended('hung'), [waiting(6500)]))).toEqual({
      about: 'keep-alive',
      sentence:
        'A armed TCP keep-alive (first probe after 1s, then every 1s: 4 sent in 4.5s of silence) and got its answer; B armed none, sent nothing while it waited and had no answer after 6.5s: something on the path forgot its connection, or the server never answered it; its kernel cannot tell which. B may only be slow: --patience gives it longer.',
    })
  })

  it('is certain where the app has answered', () => {
    const lost = waiting(6500, { app: seenByApp(4500) })
    const { sentence } = say(client('A', ok(), [kept()]), client('B', ended('hung'), [lost]))
    expect(sentence).toMatch(
      /, although the app answered it after 4.5s: something on the path forgot its connection\.$/,
    )
  })

  it('is not the reason where the app itself has not answered', () => {
    const asked = waiting(6500, { app: seenByApp(null, { path: '/never' }) })
    const { about, sentence } = say(
      client('A', ok(), [connection({ ...kept(), app: seenByApp(4500) })]),
      client('B', ended('hung'), [asked]),
    )
    expect(about).toBe('server')
    expect(sentence).toBe(
      'The app received the request of B and did not answer it in 6.5s; it answered that of A, which asked for /sleep and not for /never. B may only be slow: --patience gives it longer.',
    )
  })

  it('is not the reason where it was armed for longer than the silence', () => {
    const { about, sentence } = say(client('A', ok(), [kept(0, 60)]), client('B', ended('hung'), [waiting(6500)]))
    expect(about).toBe('none')
    expect(sentence).toBe(
      'The outcomes differ, and nothing that was seen explains why. TCP keep-alive is not the reason: A armed it for 60s, but was silent for 4.5s at most, so it sent no probe. B may only be slow: --patience gives it longer.',
    )
  })

  it('armed too late is as good as none', () => {
    const late = waiting(6500, { keepAlive: armed(60) })
    expect(say(client('A', ok(), [kept()]), client('B', ended('hung'), [late])).sentence).toContain(
      'B armed it too late (first probe after 60s, then every 60s), sent nothing while it waited and had no answer',
    )
    const reset = waiting(5000, { keepAlive: armed(5), lastSilence: silence(5000, 1), closedBy: 'reset' })
    expect(say(client('A', ok(), [kept()]), client('B', failed(56), [reset])).sentence).toContain(
      'B armed it too late (first probe after 5s, then every 5s): its first probe found the connection forgotten, and it was reset after 5s of silence',
    )
  })

  it('says of each of several what it did', () => {
    const none = (label: string) => client(label, ended('hung'), [waiting(6500)])
    const late = client('C', ended('hung'), [waiting(6500, { keepAlive: armed(30) })])
    const good = client('A', ok(), [kept()])
    expect(say(good, none('B'), late).sentence).toContain(
      '; B armed none, sent nothing while it waited and had no answer after 6.5s; C armed it too late (first probe after 30s, then every 30s), sent nothing while it waited and had no answer after 6.5s: something on the path forgot their connections, or the server never answered them;',
    )
    expect(say(good, none('B'), late, none('D')).sentence).toContain(
      '; B and D armed none, sent nothing while they waited and had no answer after 6.5s; C armed it too late',
    )
  })

  const met = client('B', failed(1), [waiting(31_000, { keepAlive: armed(30), closedBy: 'reset', closedMs: 31_010 })])

  it('tells whose first probe found the connection forgotten from those that wait on', () => {
    const java = client('A', ended('timeout'), [waiting(40_000)])
    const ruby = client('C', ended('timeout'), [waiting(40_000)])
    expect(say(java, met, ruby)).toEqual({
      about: 'keep-alive',
      sentence:
        'The first TCP keep-alive probe of B, after 30s, found the connection forgotten, and it was reset; A and C armed none, sent nothing while they waited and had no answer after 40s.',
    })
    const unseen = client('B', failed(56), [waiting(5040, { keepAlive: armed(5), closedBy: null, closedMs: 5050 })])
    expect(say(java, unseen).sentence).toMatch(/^The first TCP keep-alive probe of B, after 5s, found/)
    const late = client('C', ended('timeout'), [waiting(40_000, { keepAlive: armed(60) })])
    expect(say(met, late).sentence).toContain(
      '; C armed it (first probe after 60s, then every 60s), sent nothing while',
    )
    expect(say(client('A', ok(), [kept()]), met, client('C', ended('hung'), [waiting(40_000)])).sentence).toContain(
      'B armed it too late (first probe after 30s, then every 30s): its first probe found the connection forgotten, and it was reset after 31s of silence; C armed none',
    )
  })

  it('never says that nothing was sent where a probe was due', () => {
    const cell = (one: ClientFacts) => traitsOf([one]).find(({ label }) => label === 'Longest silence')?.cells
    expect(cell(met)).toEqual(['31s, first probe due after 30s'])
    expect(cell(client('A', ok(), [waiting(29_000, { keepAlive: armed(30) })]))).toEqual(['29s, nothing sent'])
    expect(say(met, client('A', failed(28), [connection()])).sentence).not.toContain('sent no probe')
  })

  it('is no matter where nobody waited for it', () => {
    const quick = client('A', ok(4), [connection({ keepAlive: armed(60), longestSilence: silence(4) })])
    expect(say(quick, client('B', failed(22), [connection({ keepAlive: armed(60) })])).sentence).not.toContain(
      'TCP keep-alive',
    )
  })

  it('holds for whole sides only', () => {
    const clients = [
      client('A', ok(), [kept()]),
      client('B', ended('hung'), [waiting(6500)]),
      client('C', ok(), [kept(2)]),
    ]
    expect(say(...clients).sentence).toMatch(
      /^A and C armed TCP keep-alive \(first probe after 1s, then every 1s: 2 to 4 sent in 4\.5s/,
    )
    const bare = client('C', ok(), [connection({ longestSilence: silence(4500) })])
    expect(say(clients[0]!, clients[1]!, bare).sentence).not.toMatch(/^A/)
  })

  it('is told where only its timer could be seen', () => {
    const seen = connection({
      keepAlive: { enabled: true, timeS: null, intervalS: null, probes: null },
      longestSilence: silence(4500),
    })
    expect(say(client('A', ok(), [seen]), client('B', ended('hung'), [waiting(6500)]))).toMatchObject({
      about: 'keep-alive',
      sentence: expect.stringContaining('how soon it probes could not be read'),
    })
  })
})

describe('other reasons', () => {
  const good = client('A', ok())

  it.each([
    [
      'command',
      client('B', failed(127), []),
      "B made no connection and ended with exit 127, a shell's way to say that there is no such command.",
    ],
    [
      'command',
      client('B', failed(126), []),
      "B made no connection and ended with exit 126, a shell's way to say that it is not executable.",
    ],
    ['connect', client('B', failed(7), []), 'no TCP connection of B was seen at all'],
    [
      'connect',
      client('B', failed(7), [connection({ established: false, state: 'CLOSED', remote: '127.0.0.1:1' })]),
      "B's attempt to connect to 127.0.0.1:1 came to nothing: refused, or given up, while A went to 127.0.0.1:8080.",
    ],
    [
      'connect',
      client('B', ended('timeout'), [connection({ established: false, state: 'SYN-SENT', closedMs: null })]),
      "B's attempt to connect to 127.0.0.1:8080 was never answered: SYN after SYN, and nothing came back.",
    ],
    [
      'connect',
      { ...client('B', failed(7), []), refusedBy: ['127.0.0.1:18999'] },
      'B was refused by 127.0.0.1:18999: nobody listens there.',
    ],
    [
      'connect',
      { ...client('B', failed(1), []), stderr: 'connect: Connection refused' },
      'B was refused a connection, by what was printed: nobody listens there.',
    ],
    [
      'client-timeout',
      client('B', failed(28), [waiting(2000, { closedBy: 'client' })]),
      'B gave up by itself after 2s without a byte (exit 28).',
    ],
    [
      'unread',
      client('B', ended('hung'), [waiting(6500, { unreadBytes: 1234, bytesReceived: 1234 })]),
      'B got an answer and did not read it: 1234 bytes lay unread when last looked at; A read all that came.',
    ],
    [
      'half-close',
      client('B', failed(52), [connection({ halfClosed: true, bytesReceived: 0 })]),
      'B shut down its sending side while it waited and received less; A kept it open',
    ],
    [
      'reuse',
      client('B', failed(1), [connection({ turns: 2, closedBy: 'server' })]),
      'B used a connection again, and the server ended it; A used each connection once.',
    ],
    [
      'reset',
      client('B', failed(56), [connection({ closedBy: 'reset', lastSilence: silence(5000) })]),
      "B's connection was reset by the other end after 5s of silence; that of A was not.",
    ],
    [
      'reset',
      client('B', failed(28), [connection({ closedBy: 'timed-out' })]),
      "B's connection was given up by the kernel: nothing it sent was answered; that of A was not.",
    ],
    [
      'closed-by',
      client('B', ended('hung'), [waiting(6500, { bytesReceived: 43 })]),
      'B read all of the 43 bytes that came and did not end: its connection stayed open and silent for 6.5s; A took its answer for complete.',
    ],
  ])('%s', (about, bad, sentence) => {
    const difference = say(good, bad)
    expect(difference.about).toBe(about)
    expect(difference.sentence).toContain(sentence)
  })

  it('a client that gives up before the answer comes', () => {
    const patient = client('A', ok(), [connection({ longestSilence: silence(4500) })])
    const hasty = client('B', failed(28, 3010), [waiting(3000, { closedBy: 'client' })])
    const difference = {
      about: 'client-timeout',
      sentence: 'B gave up after 3s without an answer; A waited 4.5s and got one.',
    }
    expect(say(patient, hasty)).toEqual(difference)
    expect(say(client('A', ok(), [kept()]), hasty)).toEqual(difference)
  })

  it('each of several that failed has its own', () => {
    const refused = { ...client('B', failed(7), []), refusedBy: ['127.0.0.1:18999'] }
    const missing = client('C', failed(127), [])
    const sentence =
      "B was refused by 127.0.0.1:18999: nobody listens there. C made no connection and ended with exit 127, a shell's way to say that there is no such command."
    expect(say(good, refused, missing)).toEqual({ about: 'connect', sentence })
    expect(say(refused, missing).sentence).toBe(sentence)
  })

  it('does not call slow what has been answered', () => {
    const slow = /may only be slow/
    const heard = waiting(6500, { app: seenByApp(10) })
    expect(say(good, client('B', ended('hung'), [waiting(6500)])).sentence).toMatch(slow)
    expect(say(good, client('B', ended('hung'), [heard])).sentence).not.toMatch(slow)
    expect(say(good, client('B', ended('hung'), [waiting(6500, { unreadBytes: 9 })])).sentence).not.toMatch(slow)
  })

  it('names what differs without calling it the reason', () => {
    const { about, sentence } = say(good, client('B', failed(22), [connection({ remote: '10.0.0.5:80' })]))
    expect(about).toBe('remote')
    expect(sentence).toBe(
      'The outcomes differ, and so does Server (A: 127.0.0.1:8080; B: 10.0.0.5:80); whether that is why cannot be seen.',
    )
  })

  it('says so when it does not know', () => {
    expect(say(good, client('B', failed(22)))).toEqual({
      about: 'none',
      sentence: 'The outcomes differ, and nothing that was seen explains why.',
    })
  })
})

describe('the same outcome', () => {
  it('still tells how they differ', () => {
    const many = client('B', ok(), [connection(), connection(), connection({ keepAlive: armed(60) })])
    expect(say(client('A', ok()), many).sentence).toBe(
      'Both succeeded; they differ in TCP keep-alive (A: off; B: off (2 times); after 60s, every 60s, 9 probes) and Connections (A: 1 opened, none reused; B: 3 opened, none reused).',
    )
  })

  it.each([
    [ok(), 'All 3 succeeded, and no difference between them was seen.'],
    [failed(28), 'All 3 failed (exit 28), and no difference between them was seen.'],
    [
      ended('hung'),
      'All 3 hung, and no difference between them was seen. A, B and C may only be slow: --patience gives them longer.',
    ],
    [ended('stopped'), 'Stopped before A, B and C had ended: there is nothing to compare yet.'],
  ])('%o', (outcome, sentence) => {
    expect(say(client('A', outcome), client('B', outcome), client('C', outcome)).sentence).toBe(sentence)
  })

  it('counts what could not be attributed against a difference in number', () => {
    const clients = [client('A', ok()), client('B', ok(), [connection(), connection()])]
    expect(explain(clients, traitsOf(clients, 1)).about).toBe('none')
    expect(explain(clients, traitsOf(clients, 0)).about).toBe('connections')
  })

  it('does not take what it could not read for a difference', () => {
    const unread = client('B', ok(), [
      connection({ keepAlive: null, userTimeoutMs: null, unreadBytes: null, closedBy: null }),
    ])
    expect(say(client('A', ok(), [connection({ keepAlive: off })]), unread).about).toBe('none')
  })
})
