import { defineConfig } from 'tsdown'

const common = { clean: false, platform: 'node', target: 'node20', fixedExtension: false } as const
const testing = (runners: readonly string[]): Record<string, string> => ({
  'testing/index': 'src/assertion/index.ts',
  ...Object.fromEntries(runners.map((name) => [`testing/${name}`, `src/runners/${name}.ts`])),
})

/** V8 keeps the source of a program, and twice as large where one character of it is not Latin. */
const ascii = {
  name: 'ascii',
  generateBundle(_options: unknown, bundle: Record<string, { code?: string }>): void {
    for (const chunk of Object.values(bundle)) chunk.code &&= chunk.code.replaceAll(/[^\p{ASCII}]/gu, escaped)
  },
}
const escaped = (character: string): string => `\\u{${character.codePointAt(0)?.toString(16)}}`

export default defineConfig([
  {
    ...common,
    entry: { index: 'src/index.ts', ...testing(['vitest', 'jest', 'node-test', 'mocha']) },
    dts: true,
    clean: true,
  },
  // jest loads what tests import by itself, and no ES module from CommonJS.
  {
    ...common,
    entry: testing(['jest']),
    format: 'cjs',
    dts: true,
    deps: { alwaysBundle: ['@halfopen/core'] },
  },
  // One file with all it needs: it is loaded before every program, and CommonJS may import no ES module.
  {
    ...common,
    entry: ['src/register.ts'],
    format: 'cjs',
    dts: false,
    // It stays in the memory of every program that it is loaded into.
    plugins: [ascii],
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
    outDir: 'dist/register',
    deps: { alwaysBundle: ['@halfopen/core'] },
  },
  { ...common, entry: { register: 'src/register-import.ts' }, dts: false, outDir: 'dist/register' },
])
