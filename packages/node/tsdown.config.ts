import { defineConfig } from 'tsdown'

const common = { clean: false, platform: 'node', target: 'node20', fixedExtension: false } as const

export default defineConfig([
  { ...common, entry: ['src/index.ts'], dts: true, clean: true },
  // One file with all it needs: it is loaded before every program, and CommonJS may import no ES module.
  {
    ...common,
    entry: ['src/register.ts'],
    format: 'cjs',
    dts: false,
    outDir: 'dist/register',
    deps: { alwaysBundle: ['@halfopen/core'] },
  },
  { ...common, entry: { register: 'src/register-import.ts' }, dts: false, outDir: 'dist/register' },
])
