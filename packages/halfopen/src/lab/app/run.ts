import { writeFile } from 'node:fs/promises'

import { HalfopenError } from '@halfopen/core'
import { type LabApp, startApp } from '@halfopen/lab'

import { type Context, type ExitCode, stopSignal } from '../../host/index.js'
import { styleFor } from '../../terminal/index.js'
import { playUntilStopped } from '../playing/index.js'
import { requestRow, startRow } from './json.js'
import { requestLine, startLines } from './lines.js'
import { sleepDuration } from './sleep.js'

export interface AppRun {
  readonly host?: string
  readonly port?: number
  readonly tls: boolean
  readonly certOut?: string
  /** How long `/sleep` sleeps when it is not told, ms; else SLEEP_DURATION decides. */
  readonly sleepMs?: number
  readonly keepAliveTimeoutMs?: number
  readonly as: 'text' | 'json'
}

/**
 * Runs the problem app until it is told to stop, and prints every request.
 * @throws HalfopenError HO_DURATION, HO_LISTEN, HO_USAGE.
 */
export async function runApp(
  { certOut, as, sleepMs, ...options }: AppRun,
  { io }: Context,
  stop = stopSignal(),
): Promise<ExitCode> {
  const style = styleFor(io.stdout, io.env)
  let requests = 0
  return playUntilStopped(
    {
      // oxlint-disable-next-line require-await -- what it throws is to be a rejection
      async open(print) {
        if (certOut !== undefined && !options.tls) throw new HalfopenError('HO_USAGE', '--cert-out needs --tls')
        return startApp({
          ...options,
          ...sleep(sleepMs ?? sleepDuration(io.env)),
          onRequest: (seen) => print(as === 'json' ? requestRow(seen) : requestLine(seen, ++requests, style)),
        })
      },
      async opened(app) {
        if (certOut !== undefined) await writeCertificate(app, certOut)
        return as === 'json' ? startRow(app) : startLines(app, certOut, style).join('\n')
      },
    },
    { io, as, stop },
  )
}

const sleep = (sleepMs: number | undefined) => (sleepMs === undefined ? {} : { sleepMs })

async function writeCertificate({ certificate }: LabApp, file: string): Promise<void> {
  try {
    await writeFile(file, certificate ?? '')
  } catch (cause) {
    const { message } = cause as Error
    throw new HalfopenError('HO_USAGE', `--cert-out: the certificate could not be written: ${message}`, { cause })
  }
}
