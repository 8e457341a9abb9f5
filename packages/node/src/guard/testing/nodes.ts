import { fileURLToPath } from 'node:url'

const binary = (name: string) =>
  fileURLToPath(new URL(`../../../corpus/node_modules/${name}/bin/node`, import.meta.url))

/** Every Node.js that is promised. */
export const NODES = [
  ['Node.js 20', process.execPath],
  ['Node.js 22', binary('node22')],
  ['Node.js 24', binary('node24')],
] as const
