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
import { playUntilStopped } from '../playing/index.js'
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
export function runMiddlebox(
  { target, wish, listen, backend, as }: MiddleboxRun,
  { io, machine }: Context,
  stop = stopSignal(),
): Promise<ExitCode> {
  const style = styleFor(io.stdout, io.env)
  return playUntilStopped(
    {
      async open(print) {
        const policy = policyOf(wish)
        const faithful = commandForRun(wish, policy)
        if (backend === 'kernel') throw onlyForItsOwn(faithful)
        const { factory, passedOver } = await chooseBackend({ policy, backend, reach: 'host' })
        const onFlow = (event: FlowEvent) => {
          const at = machine.clock.date()
          print(as === 'json' ? eventRow(event, at) : eventLine(event, at, style))
        }
        const box = await factory.open({ target, policy, listen, onFlow })
        const about: Opened = { box, target, scale: wish.scale, passedOver, faithful }
        return { about, [Symbol.asyncDispose]: () => box[Symbol.asyncDispose]() }
      },
      opened: ({ about }) =>
        as === 'json' ? startRow(about) : startLines(about, style, pageWidth(io.stdout)).join('\n'),
    },
    { io, as, stop },
  )
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
