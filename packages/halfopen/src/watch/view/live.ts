import { printable } from '@halfopen/core'

import { type Context, type ExitCode, OwnCost } from '../../host/index.js'
import { inScope, type Lookout, restedInterval, rounds, viewInScope } from '../../looking/index.js'
import { exitCodeFor, printableFinding, type Scope, scopeWords, worstFirst } from '../../report/index.js'
import { styleFor } from '../../terminal/index.js'
import { remembered, type Scene } from '../scene/index.js'
import type { Key } from '../screen/index.js'
import { Tty } from './tty.js'
import { View } from './view.js'

export interface LiveOptions {
  readonly intervalMs: number
  readonly scope: Scope
  readonly lookout: Lookout
  /** SIGINT, SIGTERM or SIGHUP. */
  readonly signal: AbortSignal
}

/** The live view, until a key or a signal ends it. A person who quits has found what they looked for: 0. */
export async function watchLive(options: LiveOptions, { io, machine }: Context): Promise<ExitCode> {
  const { lookout, intervalMs } = options
  const quit = new AbortController()
  const faults: unknown[] = []
  const take = sceneTaker(options, machine)
  const view = new View(take(), styleFor(io.stdout, io.env))
  const draw = () => tty.screen.draw(view.frame(tty.screen.size))
  const obey = (key: Key) => {
    const wish = view.press(key)
    if (wish === 'quit') quit.abort()
    else if (wish === 'suspend') tty.suspend()
    else if (wish === 'redraw') tty.screen.forget()
  }
  /** An event handler that throws ends the view like any other error: by the way out, not by a stack trace. */
  const guarded = (work: () => void) => {
    try {
      work()
    } catch (fault) {
      faults.push(fault)
      quit.abort()
    }
  }
  using tty = new Tty(io, {
    onKeys: (keys) =>
      guarded(() => {
        keys.forEach(obey)
        draw()
      }),
    onFresh: () => guarded(draw),
    onEnd: () => quit.abort(),
  })
  tty.open()
  draw()
  const signal = AbortSignal.any([options.signal, quit.signal])
  const afterLook = () => {
    view.show(take())
    draw()
  }
  await rounds({ lookout, clock: machine.clock, intervalMs, signal, afterLook })
  if (faults.length > 0) throw faults[0]
  return quit.signal.aborted ? 0 : exitCodeFor(take().findings)
}

/** Captures what the lookout knows now. */
function sceneTaker({ lookout, scope, intervalMs }: LiveOptions, machine: Context['machine']): () => Scene {
  const cost = new OwnCost()
  const host = machine.hostName()
  return () => {
    const { diagnosis } = lookout
    const views = diagnosis.processes()
    const findings = diagnosis.findings().filter((finding) => inScope(finding, scope, views))
    return {
      host,
      only: scopeWords(scope),
      date: machine.clock.date(),
      intervalMs: restedInterval(intervalMs, lookout),
      looks: lookout.looks,
      skipped: lookout.skipped,
      failure: lookout.failure,
      scanMs: lookout.last?.scanMs ?? 0,
      limits: lookout.limits.map((limit) => printable(limit)),
      cost: cost.sample(),
      findings: worstFirst(findings).map(printableFinding),
      processes: views.filter((process) => viewInScope(process, scope)),
      connections: remembered((groupKey, limit) => diagnosis.connections(groupKey, limit)),
    }
  }
}
