import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: 'src/cli.ts',
  dts: false,
  clean: true,
  platform: 'node',
  target: 'node20',
  fixedExtension: false,
})
