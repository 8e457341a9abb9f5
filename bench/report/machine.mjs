// @ts-check
import { cpus, release, totalmem } from 'node:os'

/** The machine as a reader needs it to compare: no name, no path. */
export function describeMachine() {
  const processors = cpus()
  return {
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    kernel: `Linux ${release()}`,
    node: `Node.js ${process.versions.node}`,
  }
}
