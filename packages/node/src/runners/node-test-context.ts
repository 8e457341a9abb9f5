import type { TestContext } from 'node:test'

/** The argument with which node:test calls tests and their hooks. */
export function isTestContext(value: unknown): value is TestContext {
  return typeof value === 'object' && value !== null && value.constructor?.name === 'TestContext'
}
