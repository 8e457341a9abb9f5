import { expect, test } from 'vitest'
import { startTracker } from '../tracker/index.js'
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
