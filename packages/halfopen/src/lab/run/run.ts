import { HalfopenError, printable } from '@halfopen/core'
import { type Address, type Backend, chooseBackend, policyOf, type PolicyWish, startApp } from '@halfopen/lab'

import { endOf, whyNotFound } from '../../command/index.js'
import type { Context } from '../../host/index.js'
import { pageWidth } from '../../terminal/index.js'
import { type Command, environment, filledIn } from './command.js'
import { openingLines } from './lines.js'

export interface LabRun {
  readonly wish: PolicyWish & { readonly scale: number }
  readonly backend: Backend | 'auto'
  /** `app`: a problem app that is started for it; undefined: the command knows by itself where to go. */
  readonly target: Address | 'app' | undefined
  readonly command: Command
}

/** In namespaces every address lies behind the middlebox: without a target there is none that deserves a name. */
const NOWHERE: Address = { host: '127.0.0.1', port: 80 }

/** Runs a command behind a middlebox. Resolves to its exit code; to 128 and the signal's number when that ended it. */
export async function runInLab(run: LabRun, { io }: Context): Promise<number> {
  const { wish, command } = run
  const policy = policyOf(wish)
  const unstartable = whyNotFound(command[0], io.env['PATH'])
  if (unstartable !== undefined) {
    io.stderr.write(`halfopen: ${printable(unstartable.why)}\n`)
    return unstartable.exitCode
  }
  const { factory, passedOver } = await chooseBackend({ policy, backend: run.backend })
  if (run.target === undefined && factory.backend !== 'kernel') throw targetNeeded(factory.backend)
  await using app = run.target === 'app' ? await startApp() : null
  const target = run.target === 'app' ? app?.address : run.target
  await using box = await factory.open({ target: target ?? NOWHERE, policy })
  const place = target === undefined ? undefined : box.address
  const filled = filledIn(command, place)
  io.stderr.write(`${openingLines({ box, scale: wish.scale, passedOver }, pageWidth(io.stderr)).join('\n')}\n`)
  const env = environment(io.env, { place, isApp: run.target === 'app', hop: wish.hop, scale: wish.scale })
  // Not without await: the middlebox would be gone before the command has begun.
  const { exitCode } = await endOf(() => box.run(filled, { stdio: 'inherit', env }), io)
  return exitCode
}

const targetNeeded = (backend: Backend): HalfopenError =>
  new HalfopenError(
    'HO_USAGE',
    `the ${backend} backend forwards to one target only: name it by --target HOST:PORT, or take --app`,
  )
