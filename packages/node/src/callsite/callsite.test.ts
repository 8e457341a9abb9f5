import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runInThisContext } from 'node:vm'
import { expect, test } from 'vitest'
import { type CapturedStack, captureStack, ownerOf, packageOf, readOrigin, readSite } from './index.js'

function library(): CapturedStack {
  return captureStack(library, 10)
}

function application(): CapturedStack {
  return library()
}

test('names the function, the file and the line that called', () => {
  const site = readSite(application())
  expect(site).toMatchObject({ functionName: 'application', package: undefined, via: undefined, line: 15 })
  expect(site?.file).toBe(fileURLToPath(import.meta.url))
})

test('keeps the way to it: bounded, without Node.js, and once for all that came the same way', () => {
  const deep = (depth: number): CapturedStack => (depth === 0 ? captureStack(deep, 50) : deep(depth - 1))
  const [one, two] = [0, 1].map(() => readOrigin(application()).stack)
  expect(one?.slice(0, 2)).toMatchObject([{ functionName: 'application' }, { file: fileURLToPath(import.meta.url) }])
  expect(one).toBe(two)
  expect(readOrigin(deep(40)).stack.length).toBeLessThanOrEqual(16)
  expect(one?.some(({ file }) => file.startsWith('node:'))).toBe(false)
})

test('answers the same again: a redirect shares the stack of its request', () => {
  const captured = application()
  expect(readSite(captured)).toEqual(readSite(captured))
  expect(readSite(captured)?.functionName).toBe('application')
})

test("looks at what was captured before where no frame here is the application's own", () => {
  const before = application()
  expect(readSite({ stack: '', before: () => before })?.functionName).toBe('application')
  expect(readSite({ stack: '', before: () => ({ stack: '' }) })).toBeUndefined()
  // Its own frame is nearer.
  expect(readSite(Object.assign(library(), { before: () => before }))?.functionName).not.toBe('application')
})

test('knows whose code made a call', () => {
  expect(ownerOf(application())).toBeUndefined()
  const options = { filename: '/app/node_modules/got/dist/index.js' }
  const ofPackage = runInThisContext('(capture) => capture(capture, 5)', options) as (
    capture: typeof captureStack,
  ) => CapturedStack
  expect(ownerOf(ofPackage(captureStack))).toBe('got')
})

test('leaves the settings of Error as they were', () => {
  const prepare = (): string => 'theirs'
  const { stackTraceLimit: limit, prepareStackTrace: before } = Error as Partial<ErrorConstructor>
  Error.prepareStackTrace = prepare
  try {
    expect(readSite(application())?.functionName).toBe('application')
    expect(new Error('x').stack).toBe('theirs')
    expect(Error.stackTraceLimit).toBe(limit)
  } finally {
    Error.prepareStackTrace = before as typeof Error.prepareStackTrace
  }
})

test('takes the place from whoever knows the maps, and does without when that fails', () => {
  const { prepareStackTrace: before } = Error as Partial<ErrorConstructor>
  const read = (prepare: typeof Error.prepareStackTrace): string => {
    Error.prepareStackTrace = prepare
    try {
      const { functionName, file, line } = readSite(application())!
      return `${functionName} ${file}:${line}`
    } finally {
      Error.prepareStackTrace = before as typeof Error.prepareStackTrace
    }
  }
  const lines = (sites: unknown[], line: string): string => `Error\n${sites.map(() => line).join('\n')}`
  expect(read((_error, sites) => lines(sites, '    at f (file:///src/a%20b.ts:7:3)'))).toBe('application /src/a b.ts:7')
  expect(read((_error, sites) => lines(sites, '    at async /src/a.ts:8:3'))).toBe('application /src/a.ts:8')
  const here = fileURLToPath(import.meta.url)
  const broken = (): never => {
    throw new Error('theirs')
  }
  for (const prepare of [broken, () => [], () => 'at nowhere']) expect(read(prepare)).toContain(`application ${here}:`)
})

test('a stack of nothing but Node.js has no site', () => {
  expect(readSite({ stack: '' })).toBeUndefined()
})

test.each([
  ['/app/src/index.js', undefined],
  ['/app/node_modules/ky/distribution/index.js', 'ky'],
  ['/app/node_modules/@aws-sdk/client-s3/dist/index.js', '@aws-sdk/client-s3'],
  ['/app/node_modules/a/node_modules/b/index.js', 'b'],
  ['/app/node_modules/.pnpm/ky@1.0.0/node_modules/ky/index.js', 'ky'],
  ['C:\\app\\node_modules\\@scope\\name\\index.js', '@scope/name'],
  ['C:\\app\\src\\index.js', undefined],
])('%s belongs to %s', (file, name) => {
  expect(packageOf(file)).toBe(name)
})

test('in a bundle, its map tells which lines are of a package', () => {
  const dir = mkdtempSync(join(tmpdir(), 'halfopen-bundle-'))
  try {
    const code = [
      'exports.library = (capture) => capture(capture, 5)',
      'exports.application = (capture) => exports.library(capture)',
      '//# sourceMappingURL=out.cjs.map',
    ]
    // The first line is the package's first, the second the application's.
    const map = { version: 3, sources: ['../node_modules/got/index.js', '../app.ts'], names: [], mappings: 'AAAA;ACAA' }
    writeFileSync(join(dir, 'out.cjs'), code.join('\n'))
    writeFileSync(join(dir, 'out.cjs.map'), JSON.stringify(map))
    const { application: asks } = createRequire(import.meta.url)(join(dir, 'out.cjs')) as {
      application: (capture: typeof captureStack) => CapturedStack
    }
    const site = readSite(asks(captureStack))
    expect(site).toMatchObject({ file: join(tmpdir(), 'app.ts'), line: 1, package: undefined, via: 'got' })
  } finally {
    rmSync(dir, { recursive: true })
  }
})

test('names evaluated code as it names itself', () => {
  // As webpack does in development; direct eval, so that it is no script of its own.
  const source =
    '((capture) => {\n  return capture(capture, 5)\n})\n//# sourceURL=webpack-internal:///(rsc)/./app/page.tsx'
  // oxlint-disable-next-line no-eval -- this is what is looked at
  const asks = (0, eval)(source) as (capture: typeof captureStack) => CapturedStack
  expect(readSite(asks(captureStack))).toMatchObject({ file: 'webpack-internal:///(rsc)/./app/page.tsx', line: 2 })
})
