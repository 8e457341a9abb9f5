import { defineConfig } from 'tsdown'

// Unbundled: dist mirrors src, so a path relative to a source file holds for the built file as well.
export default defineConfig({
  entry: ['src/index.ts', 'src/cli.ts', 'src/stage/main.ts'],
  unbundle: true,
  dts: true,
  clean: true,
  platform: 'node',
  target: 'node20',
  fixedExtension: false,
})
