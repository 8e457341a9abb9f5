import { expect, it } from 'vitest'
import { type Failure, FLAGS } from './notes.js'
import { account, compareArrivals } from './verdict.js'

const WINDOW = { path: 'cuts', fault: 'limit_data', fromMs: 10_000, untilMs: 10_200 } as const

/** A GET that died on a fresh connection while the fault was in force. */
const failure = (more: Partial<Failure> = {}): Failure => ({
  id: 1,
  path: 'cuts',
  manner: 'read',
  client: 'dispatcher',
  repeatable: true,
  error: 'UND_ERR_SOCKET',
  startedMs: 10_100,
  endedMs: 10_150,
  isOfConnect: false,
  attempts: 1,
  isReused: false,
  answerBytes: 0,
  ...more,
})

const verdicts: [string, Partial<Failure>, object][] = [
  ['a fault in force accounts for it', {}, { byFault: { 'fault: limit_data': 1 } }],
  ['not long before it', { startedMs: 9_000, endedMs: 9_999 }, { unaccounted: [{}] }],
  ['not long after it', { startedMs: 11_300, endedMs: 11_400 }, { unaccounted: [{}] }],
  ['not on another path', { path: 'resets' }, { unaccounted: [{}] }],
  ['not for another code', { error: 'HO_HEADERS_TIMEOUT' }, { unaccounted: [{}] }],
  ['nor for what hangs', { error: 'SOAK_HUNG' }, { unaccounted: [{}] }],
  ['lost: on a used connection, without a byte', { isReused: true }, { lost: [{}] }],
  ['a byte had come', { isReused: true, answerBytes: 1 }, { byFault: { 'fault: limit_data': 1 } }],
  ['lost: never sent, whatever it is', { attempts: 0, repeatable: false }, { lost: [{}] }],
  ['no connection to send it on', { attempts: 0, isOfConnect: true }, { byFault: { 'fault: limit_data': 1 } }],
  ['must not be sent twice', { isReused: true, repeatable: false }, { notRepeatable: 1 }],
  ['nothing may fail there', { path: 'direct', isReused: true, repeatable: false }, { unaccounted: [{}] }],
  ["another's answer", { error: 'SOAK_WRONG_ANSWER: 3 bytes for 4' }, { wrong: [{}] }],
]

it.each(verdicts)('%s', (_, more, expected) => {
  const nothing = { byFault: {}, notRepeatable: 0, lost: [], wrong: [], unaccounted: [] }
  const { samples, ...verdict } = account([failure(more)], [WINDOW])
  const counts = Object.entries(verdict).map(([what, found]) => [
    what,
    Array.isArray(found) ? found.map(() => ({})) : found,
  ])
  expect(Object.keys(samples)).toEqual(Object.keys(verdict.byFault))
  expect(Object.fromEntries(counts)).toEqual({ ...nothing, ...expected })
})

it('compares what arrived with what was said', () => {
  const { repeatable, answered, twice } = FLAGS
  const flags = Uint8Array.of(repeatable | answered, answered, answered, repeatable, twice)
  const arrivals = Uint8Array.of(2, 2, 0, 0, 1)
  expect(compareArrivals(flags, arrivals)).toEqual({ forbiddenTwice: 2, answeredUnseen: 1, repeated: 1 })
})
