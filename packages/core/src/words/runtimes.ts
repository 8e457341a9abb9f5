/** The runtimes for which a remedy can be written in the program's own words. */
export const RUNTIMES = [
  'node',
  'python',
  'java',
  'go',
  'ruby',
  'php',
  'dotnet',
  'nginx',
  'haproxy',
  'unknown',
] as const

export type Runtime = (typeof RUNTIMES)[number]
