import { run, type StricliProcess } from '@stricli/core'
import { app } from './cli/index.js'

const stopped = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stopped.abort())

// `list | head` closes our output: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

await run(app, process.argv.slice(2), { process: process as StricliProcess, signal: stopped.signal })

const WRONG_USAGE = 2
const STOPPED = 130
// stricli's own codes for wrong usage are negative.
if (Number(process.exitCode) < 0) process.exitCode = WRONG_USAGE
else if (stopped.signal.aborted) process.exitCode = STOPPED
