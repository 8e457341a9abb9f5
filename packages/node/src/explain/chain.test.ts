import { expect, test } from 'vitest'
import { explain } from './index.js'

const thrower = (): never => {
  throw new Error('no')
}

function revoked<T extends object>(target: T): T {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy
}

function badFunction(): () => void {
  return Object.assign(() => undefined, { toString: thrower })
}

test.each<[string, () => unknown]>([
  ['a revoked Proxy', () => revoked({})],
  ['a revoked function', () => revoked(() => undefined)],
  ['errors that are a revoked Proxy', () => ({ errors: revoked([]) })],
  ['errors that cannot be read', () => ({ errors: new Proxy([1], { get: thrower }) })],
  ['errors with their own slice', () => ({ errors: Object.assign([], { slice: () => 7 }) })],
  ['errors that contain a revoked Proxy', () => ({ errors: [revoked({})] })],
  ['a function that cannot be written', badFunction],
  ['properties that throw', () => Object.defineProperty({}, 'message', { get: thrower })],
])('takes %s, and never throws', (_, made) => {
  expect(explain(made())).toMatchObject({ schema: 'halfopen.explanation/1', cause: null })
})

test('reads what can be read beside what cannot', () => {
  const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED', syscall: 'connect' })
  expect(explain({ errors: [revoked({}), refused] }).error.code).toBe('ECONNREFUSED')
})
