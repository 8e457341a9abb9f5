import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: 'src/index.ts',
  dts: true,
  clean: true,
  platform: 'neutral',
  target: 'node20',
  fixedExtension: false,
})
