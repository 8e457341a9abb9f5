import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: 'src/index.ts',
  dts: true,
  clean: true,
  platform: 'node',
  target: 'node20',
  fixedExtension: false,
})
