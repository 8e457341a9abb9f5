import { AsyncResource } from 'node:async_hooks'
import { EventEmitter } from 'node:events'
import { beginTest, betweenTests, trackTests } from '../assertion/index.js'
import { nextTurn } from '../clock/index.js'
import { demandOwnRunner, wrongRunner } from './foreign.js'
import { isTestContext } from './node-test-context.js'

demandOwnRunner('mocha')

/** What is used of mocha's Runner and Test. Source: mocha lib/runner.js. */
interface Runner extends EventEmitter {
  readonly test?: Test
  fail: (test: Test, error: unknown) => void
  runTests: (suite: unknown, done: unknown) => void
  hookDown: (name: string, done: HookDone) => void
  hookUp: (name: string, done: HookDone) => void
}

interface Test {
  readonly state?: 'passed' | 'failed' | 'pending'
  titlePath(): string[]
}

type HookDone = (error?: unknown, suite?: unknown) => void
type Scope = ReturnType<typeof beginTest>
type Event = readonly [name: string | symbol, ...rest: unknown[]]
type Emit = (this: EventEmitter, ...event: Event) => boolean

/** The test that runs: mocha runs one at a time in a process. */
interface Current {
  readonly test: Test
  readonly scope: Scope
  /** That it passed is told once it is known. */
  readonly held: Event[]
}

/** Checks every test of a runner: from its first beforeEach hook to its last afterEach hook. */
class Overseer {
  private current: Current | undefined

  constructor(private readonly runner: Runner) {
    const { hookDown, hookUp } = runner
    const emit: (...event: Event) => boolean = runner.emit.bind(runner)
    runner.hookDown = (name, done) => this.begin(() => hookDown.call(runner, name, done))
    runner.hookUp = (name, done) => hookUp.call(runner, name, (...outcome) => this.end(() => done(...outcome)))
    runner.emit = (...event) => this.holds(event) || emit(...event)
  }

  /** Whatever the runner does from here on, hooks and test, runs in the scope. */
  private begin(hookDown: () => void): void {
    const { test } = this.runner
    if (test === undefined) return hookDown()
    const scope = beginTest(test.titlePath().join(' > '), { beside: false })
    this.current = { test, scope, held: [] }
    scope.run(hookDown)
  }

  /** mocha tells that a test passed before its afterEach hooks have tidied up. */
  private holds(event: Event): boolean {
    const [name, subject] = event
    if (this.current?.test !== subject || this.current?.test.state !== 'passed') return false
    if (name !== 'pass' && name !== 'test end') return false
    this.current.held.push(event)
    return true
  }

  private end(done: () => void): void {
    const { current } = this
    if (current === undefined) return done()
    void betweenTests(() => this.judge(current).finally(() => nextTurn(done)))
  }

  private async judge({ test, scope, held }: Current): Promise<void> {
    // Its own failure is the news.
    const error = test.state === 'passed' ? await failureOf(scope) : undefined
    scope.close()
    this.current = undefined
    if (error !== undefined) this.runner.fail(test, error)
    for (const event of held) if (error === undefined || event[0] !== 'pass') this.runner.emit(...event)
  }
}

async function failureOf(scope: Scope): Promise<unknown> {
  return await scope.check().then(
    () => undefined,
    (error: unknown) => error,
  )
}

/** A runner does not show itself to root hooks: it is met as it tells that it starts. */
const methods = EventEmitter.prototype as { emit: Emit }
const emitAny = methods.emit
methods.emit = function (...event) {
  if (event[0] === 'start' && isRunner(this)) void new Overseer(this)
  return emitAny.apply(this, event)
}

function isRunner(emitter: EventEmitter): emitter is Runner {
  const { runTests, hookDown, hookUp, fail } = emitter as Partial<Runner>
  return [runTests, hookDown, hookUp, fail].every((method) => typeof method === 'function')
}

/** A file that is run by itself shows no runner until its first test begins: node:test's, which fails by what is thrown. */
const resource = AsyncResource.prototype as { runInAsyncScope: (...args: unknown[]) => unknown }
const { runInAsyncScope } = resource
resource.runInAsyncScope = function (...args) {
  if (isTestContext(args[2])) throw wrongRunner('mocha', 'node-test')
  return runInAsyncScope.apply(this, args)
}

trackTests()
