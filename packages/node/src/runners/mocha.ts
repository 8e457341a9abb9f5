import { EventEmitter } from 'node:events'
import { beginTest, trackTests } from '../assertion/index.js'

/** What is used of mocha's Runner and Test. Source: mocha lib/runner.js. */
interface Runner extends EventEmitter {
  readonly test?: Test
  fail(test: Test, error: unknown): void
  runTests(suite: unknown, done: unknown): void
  hookDown(name: string, done: HookDone): void
  hookUp(name: string, done: HookDone): void
}

interface Test {
  readonly state?: 'passed' | 'failed' | 'pending'
  titlePath(): string[]
}

type HookDone = (error?: unknown, suite?: unknown) => void
type Scope = ReturnType<typeof beginTest>

/** The test that runs: mocha runs one at a time in a process. */
interface Current {
  readonly test: Test
  readonly scope: Scope
  /** That it passed is told once it is known. */
  readonly held: (readonly unknown[])[]
}

/** Checks every test of a runner: from its first beforeEach hook to its last afterEach hook. */
class Overseer {
  private current: Current | undefined

  constructor(private readonly runner: Runner) {
    const { emit, hookDown, hookUp } = runner
    runner.hookDown = (name, done) => this.begin(() => hookDown.call(runner, name, done))
    runner.hookUp = (name, done) => hookUp.call(runner, name, (error, suite) => this.end(() => done(error, suite)))
    runner.emit = (...args) => this.holds(args) || emit.apply(runner, args)
  }

  /** Whatever the runner does from here on, hooks and test, runs in the scope. */
  private begin(hookDown: () => void): void {
    const { test } = this.runner
    if (test === undefined) return hookDown()
    const scope = beginTest(test.titlePath().join(' > '), { beside: false })
    this.current = { test, scope, held: [] }
    scope.run(hookDown)
  }

  private holds(args: readonly [event: string | symbol, ...rest: unknown[]]): boolean {
    const [event, subject] = args
    const { test, held } = this.current ?? {}
    if (test === undefined || subject !== test || test.state !== 'passed') return false
    if (event !== 'pass' && event !== 'test end') return false
    held?.push(args)
    return true
  }

  private end(done: () => void): void {
    const { current } = this
    if (current === undefined) return done()
    this.judge(current).then(done, (error: unknown) => process.nextTick(() => fault(error)))
  }

  private async judge({ test, scope, held }: Current): Promise<void> {
    try {
      // Its own failure is the news.
      if (test.state === 'passed') await scope.check()
      this.release(held)
    } catch (error) {
      this.release([])
      this.runner.fail(test, error)
      this.release(held.filter(([event]) => event !== 'pass'))
    } finally {
      scope.close()
    }
  }

  private release(events: readonly (readonly unknown[])[]): void {
    this.current = undefined
    for (const [event, ...rest] of events) this.runner.emit(event as string, ...rest)
  }
}

function fault(error: unknown): never {
  throw error
}

/** A runner does not show itself to root hooks: it is met as it tells that it starts. */
const { emit } = EventEmitter.prototype
EventEmitter.prototype.emit = function (this: EventEmitter, ...args) {
  if (args[0] === 'start' && isRunner(this)) {
    void new Overseer(this)
  }
  return emit.apply(this, args)
}

function isRunner(emitter: EventEmitter): emitter is Runner {
  const { runTests, hookDown, hookUp, fail } = emitter as Partial<Runner>
  return [runTests, hookDown, hookUp, fail].every((method) => typeof method === 'function')
}

trackTests()
