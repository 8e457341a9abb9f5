import { HalfopenError } from '@halfopen/core'
import { SOURCES } from '../sources/index.js'
import { settingsOf, type TrackerOptions } from './options.js'
import type { TrackerFigures, TrackerSnapshot } from './snapshot.js'
import { Tracker } from './tracker.js'

/** The one tracker of this process (of this worker thread), shared by all copies of this package in it. */
const KEY = Symbol.for('@halfopen/node/tracker')

interface Running {
  readonly tracker: Tracker
  users: number
}

/** A share in the tracker of this process. */
export type TrackerHandle = Pick<Tracker, 'mode' | 'events' | 'snapshot' | 'watch' | 'describeEntry' | 'onStop'> & {
  /** Gives the share back; the last one to stop takes every hook away. Calling it again does nothing. */
  stop(): void
} & Disposable

/**
 * Starts the tracker, or joins the one that runs already: then its options
 * stay as they are, as when the program was started with `@halfopen/node/register`.
 *
 * @throws HalfopenError HO_OPTION or HO_TRACKER_MODE, for options out of range.
 */
export function startTracker(options: TrackerOptions = {}): TrackerHandle {
  const settings = settingsOf(options)
  const running = current() ?? install({ tracker: new Tracker(settings, SOURCES), users: 0 })
  running.users += 1
  return handleOf(running)
}

/**
 * Pools and everything they lease, at this moment.
 * @throws HalfopenError HO_NOT_TRACKING when no tracker runs in this process or worker thread.
 */
export function snapshot(): TrackerSnapshot {
  return runningTracker().snapshot()
}

/** What stands above the tracker follows the one that runs. @throws HalfopenError HO_NOT_TRACKING. */
export function runningTracker(): Pick<Tracker, 'figures' | 'snapshot' | 'watch' | 'onStop'> {
  const running = current()
  if (running === undefined) throw new HalfopenError('HO_NOT_TRACKING', 'no tracker runs in this thread')
  return running.tracker
}

/** The numbers of a snapshot; undefined when no tracker runs in this process or worker thread. */
export function figuresIfTracking(): TrackerFigures | undefined {
  return current()?.tracker.figures()
}

function handleOf(running: Running): TrackerHandle {
  const { tracker } = running
  let stopped = false
  const stop = (): void => {
    if (stopped) return
    stopped = true
    running.users -= 1
    if (running.users > 0) return
    install(undefined)
    tracker.stop()
  }
  return {
    mode: tracker.mode,
    events: tracker.events,
    snapshot: () => tracker.snapshot(),
    watch: (watcher) => tracker.watch(watcher),
    onStop: (listener) => tracker.onStop(listener),
    describeEntry: (entry) => tracker.describeEntry(entry),
    stop,
    [Symbol.dispose]: stop,
  }
}

function current(): Running | undefined {
  return (globalThis as Record<symbol, unknown>)[KEY] as Running | undefined
}

function install<T extends Running | undefined>(running: T): T {
  Object.defineProperty(globalThis, KEY, { value: running, configurable: true, enumerable: false, writable: true })
  return running
}
