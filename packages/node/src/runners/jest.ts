import { HalfopenError } from '@halfopen/core'
import { beginTest, trackTests } from '../assertion/index.js'
import { demandOwnRunner } from './foreign.js'

demandOwnRunner('jest')

/** What is read of jest-circus' events. Source: jest-circus types; each file of tests has a realm of its own. */
interface CircusTest {
  readonly name: string
  readonly parent: Block
  readonly concurrent: boolean
  readonly failing: boolean
  readonly errors: unknown[]
  fn: Runnable
}

interface Block {
  readonly name: string
  readonly parent?: Block
}

interface Hook {
  readonly type: string
  fn: Runnable
}

type Runnable = (this: unknown, done?: unknown) => unknown

interface CircusEvent {
  readonly name: string
  readonly test?: CircusTest
  readonly hook?: Hook
}

interface CircusState {
  readonly currentlyRunningTest?: CircusTest | null
}

type Handler = (event: CircusEvent, state: CircusState) => Promise<void> | void
type Scope = ReturnType<typeof beginTest>

const scopes = new WeakMap<CircusTest, Scope>()
const wrapped = new WeakSet<Runnable>()
const release = trackTests()

const handlers: Readonly<Record<string, Handler>> = {
  test_started: ({ test }) => {
    if (test !== undefined) scopes.set(test, beginTest(nameOf(test), { beside: test.concurrent }))
  },
  test_fn_start: ({ test }) => {
    if (test !== undefined) test.fn = within(test.fn, () => scopes.get(test))
  },
  // A hook is shared by all tests of its block; jest runs none for concurrent ones.
  hook_start: ({ hook }, state) => {
    if (hook?.type.endsWith('Each') === true) hook.fn = within(hook.fn, () => scopeNow(state))
  },
  test_done: async ({ test }) => {
    if (test !== undefined) await finish(test)
  },
  teardown: release,
}

function scopeNow({ currentlyRunningTest: test }: CircusState): Scope | undefined {
  return test === undefined || test === null ? undefined : scopes.get(test)
}

async function finish(test: CircusTest): Promise<void> {
  const scope = scopes.get(test)
  try {
    // Its own failure is the news; and one that is meant to fail must do so by itself.
    if (test.errors.length === 0 && !test.failing) await scope?.check()
  } catch (error) {
    test.errors.push(error)
  } finally {
    scope?.close()
  }
}

/** The same function, in its test's scope. jest looks at its length: with a parameter it waits for `done`. */
function within(fn: Runnable, scope: () => Scope | undefined): Runnable {
  // jest drives generators itself, step by step, and knows them by their prototype.
  if (wrapped.has(fn) || fn.constructor.name === 'GeneratorFunction') return fn
  const run: Runnable = function (...args) {
    const call = (): unknown => fn.apply(this, args)
    const found = scope()
    return found === undefined ? call() : found.run(call)
  }
  Object.defineProperties(run, { length: { value: fn.length }, name: { value: fn.name } })
  wrapped.add(run)
  return run
}

function nameOf({ name, parent }: CircusTest): string {
  const names = [name]
  // The outermost block is jest's own.
  for (let block = parent; block.parent !== undefined; block = block.parent) names.unshift(block.name)
  return names.join(' > ')
}

/** jest-circus' handlers of this realm. Ours comes first: what it finds must be there when others report the test. */
const circus = (globalThis as Record<symbol, unknown>)[Symbol.for('EVENT_HANDLERS')]
if (Array.isArray(circus)) {
  const handle: Handler = (event, state) => handlers[event.name]?.(event, state)
  circus.unshift(handle)
} else {
  release()
  throw new HalfopenError('HO_RUNNER', '@halfopen/node/testing/jest found no jest-circus in the place it was loaded')
}
