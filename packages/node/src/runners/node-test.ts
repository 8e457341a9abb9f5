import { AsyncResource } from 'node:async_hooks'
import type { TestContext } from 'node:test'
import { beginTest, trackTests } from '../assertion/index.js'
import { demandOwnRunner } from './foreign.js'
import { isTestContext } from './node-test-context.js'

demandOwnRunner('node-test')

type Scope = ReturnType<typeof beginTest>
type Call = (...args: unknown[]) => unknown
type Run = (this: Runnable, fn: Call, self?: unknown, ...args: unknown[]) => unknown

/** What is read of node:test's own Test, an AsyncResource. Source: Node.js lib/internal/test_runner/test.js */
interface Runnable extends AsyncResource {
  readonly parent?: Runnable | null
  readonly concurrency?: number
}

/** A test's hooks and its function are called with one and the same context. */
const scopes = new WeakMap<TestContext, Scope>()

/** node:test calls tests and hooks by this public method, however they were imported. */
const methods = AsyncResource.prototype as { runInAsyncScope: Run }
const { runInAsyncScope } = methods
methods.runInAsyncScope = function (fn, self, ...args) {
  const [context] = args
  const scope = isTestContext(context) ? (scopes.get(context) ?? begin(this, context)) : undefined
  if (scope === undefined) return runInAsyncScope.call(this, fn, self, ...args)
  const within: Call = (...given) => scope.run(() => fn.apply(self, given))
  return runInAsyncScope.call(this, within, self, ...args)
}

function begin(runnable: Runnable, context: TestContext): Scope | undefined {
  // The root has a context too, for hooks that are the file's.
  if (context.name === '<root>') return undefined
  const scope = beginTest(nameOf(context), { beside: isBeside(runnable) })
  scopes.set(context, scope)
  // The first `after` of the test puts the verdict behind all others, which may tidy up.
  context.after(() => context.after(() => finish(scope, context)))
  return scope
}

async function finish(scope: Scope, context: TestContext & { readonly error?: unknown }): Promise<void> {
  try {
    // Its own failure is the news.
    if (context.error === null || context.error === undefined) await scope.run(() => scope.check())
  } finally {
    scope.close()
  }
}

function nameOf(context: TestContext & { readonly fullName?: string }): string {
  return context.fullName ?? context.name
}

/** Whether other tests may run at the same time. */
function isBeside({ parent }: Runnable): boolean {
  if (parent === undefined || parent === null) return false
  return (parent.concurrency ?? 1) > 1 || isBeside(parent)
}

trackTests()
