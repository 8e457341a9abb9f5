import type { Finding, Process } from '@halfopen/core'
import { describe, expect, it } from 'vitest'

import { finding, process_, snapshot } from '../../fakes/index.js'
import { judge } from './judge.js'
import { LastWords } from './last-words.js'
import { atAncestor, type Ended } from './subject.js'

const one = process_({ pid: 70 })
const other = process_({ pid: 71 })
const held = (connections: number, pid = 70) => finding({ connections, process: { ...finding().process, pid } })

/** Tells one look to the words, and who has ended. */
function note(words: LastWords, atMs: number, living: readonly Process[], findings: readonly Finding[]) {
  return words.note({ atMs, living, findings, waitedMs: () => 0 })
}

describe('the last words of a process', () => {
  it('are what it held at the last look', () => {
    const words = new LastWords()
    expect(note(words, 0, [one, other], [held(3), held(4, 71)])).toEqual([])
    expect(note(words, 50, [other], [held(4, 71)])).toEqual([{ process: one, endedMs: 50, findings: [held(3)] }])
    expect(note(words, 100, [], [])).toEqual([{ process: other, endedMs: 100, findings: [held(4, 71)] }])
    expect(note(words, 150, [], [])).toEqual([])
  })

  it('are what it held before it tidied up in its last moments', () => {
    const words = new LastWords()
    note(words, 0, [one], [held(5)])
    note(words, 400, [one], [held(1)])
    note(words, 450, [one], [])
    expect(note(words, 500, [], [])).toMatchObject([{ findings: [held(5)] }])
  })

  it('are what it held at the last look but one, where looks are far apart', () => {
    const words = new LastWords()
    note(words, 0, [one], [held(5)])
    note(words, 1500, [one], [])
    expect(note(words, 1600, [], [])).toMatchObject([{ findings: [held(5)] }])
    note(words, 3000, [one], [held(5)])
    note(words, 5001, [one], [])
    expect(note(words, 5100, [], [])).toMatchObject([{ findings: [] }])
  })

  it('are what it held before it waited for a processor', () => {
    const words = new LastWords()
    note(words, 0, [one], [held(5)])
    for (const atMs of [500, 1000, 1500]) {
      words.note({ atMs, living: [one], findings: [], waitedMs: () => atMs - 100 })
    }
    expect(note(words, 1600, [], [])).toMatchObject([{ findings: [held(5)] }])
  })

  it('are nothing when it tidied up earlier', () => {
    const words = new LastWords()
    note(words, 0, [one], [held(5)])
    note(words, 50, [one], [])
    note(words, 600, [one], [])
    expect(note(words, 650, [], [])).toMatchObject([{ findings: [] }])
  })

  it('are not those of another process with its pid', () => {
    const words = new LastWords()
    note(words, 0, [one], [held(5)])
    expect(note(words, 50, [{ ...one, startTicks: 900 }], [])).toMatchObject([{ process: one, findings: [held(5)] }])
  })
})

const ENDED_BY_ITSELF = { signal: null, interruptedBy: null }

function judged(ended: Ended, changes: Partial<Parameters<typeof judge>[0]> = {}) {
  const parts = {
    end: ENDED_BY_ITSELF,
    commandEndedMs: 10_000,
    ranMs: 10_000,
    ended: [ended],
    outliving: [],
    interruptedMs: undefined,
    ...changes,
  }
  const { verdict, findings } = judge(parts)
  return [verdict, findings.map(({ severity, connections }) => [severity, connections])]
}

const ended = (connections: number, changes: Partial<Ended> = {}): Ended => ({
  process: one,
  endedMs: 9500,
  findings: [held(connections)],
  atAncestor: new Set(),
  ...changes,
})

describe('the verdict', () => {
  it('is a leak for what was held to the end, and for what outlives the command', () => {
    expect(judged(ended(3))).toEqual(['leaked', [['critical', 3]]])
    expect(judged(ended(0, { findings: [] }), { outliving: [held(1)] })).toEqual(['leaked', [['critical', 1]]])
    expect(judged(ended(0, { findings: [] }))).toEqual(['clean', []])
  })

  it('is none where the command was too short', () => {
    expect(judged(ended(0, { findings: [] }), { ranMs: 400 })).toEqual(['too-short', []])
    expect(judged(ended(3), { ranMs: 400 })).toEqual(['leaked', [['critical', 3]]])
  })

  it.each([
    { signal: 'SIGKILL' as const, interruptedBy: null },
    { signal: null, interruptedBy: 'SIGINT' as const },
  ])('spares the response or two of who was interrupted: $signal $interruptedBy', (end) => {
    expect(judged(ended(2), { end })).toEqual(['clean', []])
    expect(judged(ended(3), { end })).toEqual(['leaked', [['critical', 3]]])
    expect(judged(ended(0, { findings: [] }), { end, outliving: [held(1)] })).toEqual(['leaked', [['critical', 1]]])
  })
})

describe('a signal while what is left settles', () => {
  it('spares the response or two of whom it may have ended, and nobody else', () => {
    const changes = { interruptedMs: 11_000 }
    expect(judged(ended(2, { endedMs: 11_050 }), changes)).toEqual(['clean', []])
    expect(judged(ended(3, { endedMs: 11_050 }), changes)).toEqual(['leaked', [['critical', 3]]])
    expect(judged(ended(2, { endedMs: 10_500 }), changes)).toEqual(['leaked', [['critical', 2]]])
  })
})

describe('the subject of a test', () => {
  const word = { process: one, endedMs: 5000, findings: [held(5)] }
  const look = (owners: number[]) => {
    const seen = snapshot({
      processes: [process_({ pid: 60 }), process_({ pid: 61 })],
      listeners: [
        {
          namespace: 0,
          address: [0, 0, 0, 0],
          port: 18_102,
          cookie: 1,
          inode: 1,
          acceptQueue: 0,
          backlogMax: 1,
          owners,
        },
      ],
    })
    if (!seen.ok) throw seen.error
    return seen.value
  }

  it('is worth knowing: it left its responses at a server of who had started it, and the command went on', () => {
    expect(judged(atAncestor(word, look([1]), [61, 50]))).toEqual(['clean', [['info', 5]]])
  })

  it.each([
    ['who left them elsewhere', atAncestor(word, look([0]), [61, 50])],
    ['who was started by nobody that serves', atAncestor(word, look([1]), [])],
    ['who ended together with the command', atAncestor({ ...word, endedMs: 9500 }, look([1]), [61])],
  ])('is none %s', (_, ended) => {
    expect(judged(ended)).toEqual(['leaked', [['critical', 5]]])
  })
})
