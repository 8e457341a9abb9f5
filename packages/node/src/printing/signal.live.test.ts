import { constants } from 'node:os'
import { expect, test, vi } from 'vitest'
import { runningTracker, startTracker } from '../tracker/index.js'
import { printAsEnvironmentSays, printOnSignal } from './index.js'

const code = (code: string): unknown => expect.objectContaining({ code })

test('refuses signals that a program needs to end, and to run without a tracker', () => {
  for (const signal of ['SIGTERM', 'SIGUSR1', 'x']) {
    expect(() => printAsEnvironmentSays({ HALFOPEN_SIGNAL: signal })).toThrow(code('HO_OPTION'))
  }
  expect(() => printAsEnvironmentSays({ HALFOPEN_SIGNAL: 'SIGUSR2' })).toThrow(code('HO_NOT_TRACKING'))
  expect(() => printAsEnvironmentSays({})).not.toThrow()
  using tracker = startTracker({ mode: 'observe' })
  expect(tracker.mode).toBe('observe')
  expect(() => printOnSignal('SIGTERM' as 'SIGUSR2')).toThrow(code('HO_OPTION'))
})

test('refuses a signal that this system does not have', () => {
  using tracker = startTracker({ mode: 'observe' })
  expect(tracker.mode).toBe('observe')
  const print = (): void => printOnSignal('SIGINFO')()
  if ('SIGINFO' in constants.signals) expect(print).not.toThrow()
  else expect(print).toThrow(code('HO_OPTION'))
})

test('what takes it back leaves nothing with the tracker', () => {
  using tracker = startTracker({ mode: 'observe' })
  expect(tracker.mode).toBe('observe')
  const onStop = vi.spyOn(runningTracker(), 'onStop')
  const before = process.listenerCount('SIGUSR2')
  printOnSignal('SIGUSR2')()
  expect(process.listenerCount('SIGUSR2')).toBe(before)
  // What takes a listener back answers whether it was still there.
  expect(onStop.mock.results.map(({ value }) => (value as () => unknown)())).toEqual([false])
})
