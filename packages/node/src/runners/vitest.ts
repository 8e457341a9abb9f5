import { beginTest, trackTests } from '../assertion/index.js'
import { demandOwnRunner, wrongRunner } from './foreign.js'

demandOwnRunner('vitest')
if (!('__vitest_worker__' in globalThis)) throw wrongRunner('vitest', undefined)
// Only now: elsewhere it is not installed, or throws words of its own.
const { afterAll, aroundEach } = await import('vitest')

// `setupFiles: ['@halfopen/node/testing/vitest']`: each file of tests evaluates this before itself.
afterAll(trackTests())

aroundEach(async (runTest, { task }) => {
  const scope = beginTest(task.fullTestName, { beside: isBeside(task) })
  try {
    await scope.run(runTest)
    // Its own failure is the news; and one that is meant to fail must do so by itself.
    if (task.result?.state === 'pass' && task.fails !== true) await scope.check()
  } finally {
    scope.close()
  }
})

interface Task {
  readonly concurrent?: boolean
  readonly suite?: Task | undefined
}

/** Whether other tests, or hooks of other suites, may run at the same time. */
function isBeside(task: Task): boolean {
  return task.concurrent === true || (task.suite !== undefined && isBeside(task.suite))
}
