import { buildCommand } from '@stricli/core'
import { build, freePorts } from '../host/index.js'
import type { Incident, Variant } from '../incident/index.js'
import { makePlan } from '../plan/index.js'
import { obstacleTo, playPlan, variantOf } from '../runner/index.js'
import type { StageEvent } from '../stage/index.js'
import { chooseIncident, firstFaulty } from './choose.js'
import { type Context, say } from './context.js'
import { howToLook, introduction } from './introduction.js'

interface Flags {
  private: boolean
}

async function play(this: Context, flags: Flags, name: string, variantName?: string): Promise<void> {
  const incident = await chooseIncident(name)
  const chosen = variantName ?? firstFaulty(incident)
  const variant = variantOf(incident, chosen)
  await refuseWhatCannotBe(incident, variant, flags)
  const { plan, endpoints } = await makePlan(incident, variant, {
    isolation: flags.private ? 'private' : 'host',
    build: await build(incident, this.signal),
    ...(flags.private ? {} : { ports: await freePorts(Object.keys(incident.ports)) }),
    doctor: null,
  })
  say(this, introduction(incident, chosen, variant, endpoints))
  const { stderr } = await playPlan(plan, audience(this, flags, variant), this.signal)
  if (!this.signal.aborted) throw new Error(stderr.trim() || 'the play has ended')
}

async function refuseWhatCannotBe(incident: Incident, variant: Variant, flags: Flags): Promise<void> {
  const obstacle = await obstacleTo(incident)
  if (obstacle !== null) throw new Error(`${incident.name} cannot be played here: ${obstacle.why}`)
  const { kind } = variant.topology ?? incident.topology
  if (kind === 'nat' && !flags.private) throw new Error(`${incident.name} needs networks of its own: add --private`)
}

function audience(context: Context, flags: Flags, variant: Variant) {
  let unshare = 0
  const event = (event: StageEvent) => {
    if (event.type === 'printed') say(context, `${event.program.padEnd(9)} | ${event.line}`)
    if (event.type === 'failed') say(context, `failed: ${event.why}`)
    if (event.type === 'playing')
      void howToLook(flags.private ? unshare : null, variant).then((text) => say(context, text))
  }
  return { event, started: (pid: number) => void (unshare = pid) }
}

export const playCommand = buildCommand<Flags, [string, string?], Context>({
  func: play,
  parameters: {
    flags: {
      private: { kind: 'boolean', default: false, brief: 'in namespaces of its own instead of on this host' },
    },
    positional: {
      kind: 'tuple',
      parameters: [
        { parse: String, placeholder: 'name', brief: 'an incident: its name, its number or a part of its name' },
        { parse: String, placeholder: 'variant', brief: 'a variant; otherwise the first faulty one', optional: true },
      ],
    },
  },
  docs: {
    brief: 'Play an incident until Ctrl-C, to look at it with halfopen from another terminal',
    customUsage: ['java', '2 server-closes', '--private nat answer-lost'],
  },
})
