import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: 'src/index.ts',
  dts: true,
  // A program of its own, which runs as process 1 of the laboratory's namespaces.
  copy: ['src/middlebox/kernel/agent/agent.mjs'],
  clean: true,
  platform: 'node',
  target: 'node20',
  fixedExtension: false,
})
