import { once } from 'node:events'

import { HalfopenError } from '@halfopen/core'
import {
  type Address,
  type Backend,
  chooseBackend,
  type FlowEvent,
  type FlowPolicy,
  policyOf,
  type PolicyWish,
} from '@halfopen/lab'

import { type Context, type ExitCode, stopSignal } from '../../host/index.js'
import { pageWidth, styleFor } from '../../terminal/index.js'
import { eventRow, startRow } from './json.js'
import { eventLine, type Opened, startLines } from './lines.js'

export interface MiddleboxRun {
  readonly target: Address
  readonly wish: PolicyWish & { readonly scale: number }
  readonly listen: Partial<Address>
  readonly backend: Backend | 'auto'
  readonly as: 'text' | 'json'
}

/** Plays the middlebox until it is told to stop, and prints what happens to each connection. */
export async function runMiddlebox(
  { target, wish, listen, backend, as }: MiddleboxRun,
  { io, machine }: Context,
  stop = stopSignal(),
): Promise<ExitCode> {
  const style = styleFor(io.stdout, io.env)
  const write = (line: string) => io.stdout.write(`${line}\n`)
  const tell = (event: FlowEvent) =>
    write(as === 'json' ? eventRow(event, machine.clock.date()) : eventLine(event, machine.clock.date(), style))
  try {
    const policy = policyOf(wish)
    const faithful = commandForRun(wish, policy)
    if (backend === 'kernel') throw onlyForItsOwn(faithful)
    const { factory, passedOver } = await chooseBackend({ policy, backend, reach: 'host' })
    await using box = await factory.open({ target, policy, listen, onFlow: tell })
    const opened: Opened = { box, target, scale: wish.scale, passedOver, faithful }
    write(as === 'json' ? startRow(opened) : startLines(opened, style, pageWidth(io.stdout)).join('\n'))
    if (!stop.signal.aborted) await once(stop.signal, 'abort')
    return 0
  } finally {
    stop.release()
  }
}

function commandForRun({ hop, idleMs, scale }: MiddleboxRun['wish'], { atExpiry, keepAlive }: FlowPolicy): string {
  const what =
    hop === undefined
      ? `--idle ${(idleMs ?? 0) / 1000}s --at-expiry ${atExpiry} --keep-alive ${keepAlive}`
      : `--hop ${hop}`
  return `halfopen lab run ${what}${scale === 1 ? '' : ` --scale ${scale}`} -- COMMAND`
}

const onlyForItsOwn = (faithful: string): HalfopenError =>
  new HalfopenError('HO_USAGE', `only clients that it starts itself can reach the kernel backend: ${faithful}`)
