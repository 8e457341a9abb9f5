import { buildCommand } from '@stricli/core'
import type { Incident } from '../incident/index.js'
import { checkVariant, inParallel, obstacleTo, type Verdict, variantOf } from '../runner/index.js'
import { chooseIncidents } from './choose.js'
import { type Context, say } from './context.js'
import { table } from './table.js'

interface Flags {
  repeat: number
  jobs: number
  variant?: string
  halfopen?: string
}

interface Job {
  incident: Incident
  variant: string
}

async function check(this: Context, flags: Flags, ...names: string[]): Promise<void> {
  const chosen = await chooseIncidents(names)
  const { able, failures } = await sortOut(this, chosen)
  const jobs = able.flatMap((incident) => variantsOf(incident, flags).map((variant) => ({ incident, variant })))
  const repeated = Array.from({ length: flags.repeat }, () => jobs).flat()
  const verdicts = await inParallel(repeated, flags.jobs, (job) => checkAndTell(this, job, flags))
  if (this.signal.aborted) return
  if (verdicts.length > 0) say(this, `\n${table(verdicts)}`)
  if (failures > 0 || verdicts.some(({ passed }) => !passed)) this.process.exitCode = 1
}

/** Tells which incidents are NOT RUN and why; not having run may count as a failure. */
async function sortOut(context: Context, chosen: Incident[]) {
  const able: Incident[] = []
  let failures = 0
  for (const incident of chosen) {
    const obstacle = await obstacleTo(incident)
    if (obstacle === null) able.push(incident)
    else {
      say(context, `NOT RUN ${incident.name}: ${obstacle.why}`)
      if (obstacle.fails) failures += 1
    }
  }
  return { able, failures }
}

function variantsOf(incident: Incident, { variant }: Flags): string[] {
  if (variant === undefined) return Object.keys(incident.variants)
  variantOf(incident, variant)
  return [variant]
}

async function checkAndTell(context: Context, { incident, variant }: Job, flags: Flags): Promise<Verdict> {
  const verdict = await checkVariant(incident, variant, { signal: context.signal, program: flags.halfopen })
  if (!context.signal.aborted) say(context, verdict.passed ? (verdict.text.split('\n')[0] ?? '') : verdict.text)
  return verdict
}

function count(input: string): number {
  const number = Number(input)
  if (Number.isInteger(number) && number >= 1) return number
  throw new SyntaxError(`${input} is not a whole number of 1 or more`)
}

export const checkCommand = buildCommand<Flags, string[], Context>({
  func: check,
  parameters: {
    flags: {
      repeat: { kind: 'parsed', parse: count, default: '1', brief: 'how often each variant is played' },
      jobs: { kind: 'parsed', parse: count, default: '4', brief: 'how many are played at a time' },
      variant: { kind: 'parsed', parse: String, optional: true, brief: 'only this variant' },
      halfopen: {
        kind: 'parsed',
        parse: String,
        optional: true,
        brief: 'the program to check; otherwise this checkout',
      },
    },
    positional: {
      kind: 'array',
      parameter: { parse: String, placeholder: 'name', brief: 'incidents: names, numbers or parts of names' },
    },
  },
  docs: {
    brief: 'Play incidents in private namespaces and judge what halfopen doctor says; exit 1 on a failure',
    customUsage: ['', 'java go --repeat 3', 'nat --variant answer-lost'],
  },
})
