import { join } from 'node:path'
import { build } from '../host/index.js'
import { type Incident, ROOT, type Variant } from '../incident/index.js'
import { explain, judge, readReport } from '../judge/index.js'
import { type Endpoints, makePlan } from '../plan/index.js'
import type { Looked } from '../stage/index.js'
import { recordPlay, type Recording } from './record.js'

export interface Verdict {
  incident: string
  variant: string
  passed: boolean
  seconds: number
  /** What was found, in a few words. */
  found: string
  /** The whole story, for a person: expected, came, and on a failure what the kernel and the programs said. */
  text: string
}

export interface CheckOptions {
  signal: AbortSignal
  /** The doctor to ask instead of the one built in this repository. */
  program?: string | undefined
}

const DOCTOR = join(ROOT, '..', 'node_modules', '.bin', 'halfopen')

/** Plays one variant in private namespaces, lets the doctor look and judges what it says. */
export async function checkVariant(incident: Incident, variantName: string, options: CheckOptions): Promise<Verdict> {
  const variant = variantOf(incident, variantName)
  const began = performance.now()
  const { plan, endpoints } = await makePlan(incident, variant, {
    isolation: 'private',
    build: await build(incident, options.signal),
    doctor: [process.execPath, options.program ?? DOCTOR, 'doctor', '--json', '--for', '5s'],
  })
  const recording = await recordPlay(plan, options.signal)
  const outcome = judged(recording, variant, endpoints)
  const seconds = (performance.now() - began) / 1000
  const title = `${outcome.passed ? 'PASS' : 'FAIL'} ${incident.name}/${variantName} (${seconds.toFixed(1)} s)\n`
  const record = outcome.passed ? '' : recordOf(recording)
  return { incident: incident.name, variant: variantName, seconds, ...outcome, text: title + outcome.text + record }
}

export function variantOf(incident: Incident, name: string): Variant {
  const variant = incident.variants[name]
  if (variant !== undefined) return variant
  throw new Error(`${incident.name} has no variant ${name}; it has ${Object.keys(incident.variants).join(', ')}`)
}

type Outcome = Pick<Verdict, 'passed' | 'found' | 'text'>

function judged({ looked, why }: Recording, variant: Variant, endpoints: Endpoints): Outcome {
  if (looked === null) return failure(`could not be played: ${why}`)
  if (looked.exitCode !== 0 && looked.exitCode !== 1) return failure(doctorFailed(looked))
  const report = readReport(looked.stdout)
  if ('unreadable' in report) return failure(`${report.unreadable}\n${looked.stderr.trim()}`)
  const scene = { endpoints, pids: looked.pids }
  const judgement = judge(report.findings, variant, scene)
  const alarms = report.findings.filter(({ severity }) => severity !== 'info')
  return {
    passed: judgement.missing.length === 0 && judgement.unwanted.length === 0,
    found: alarms.map(({ cause, connections }) => `${cause} ×${connections}`).join(', ') || '-',
    text: explain(judgement, variant.find, report.findings, scene),
  }
}

const failure = (text: string): Outcome => ({ passed: false, found: '?', text: `${indent(text, 2)}\n` })

const doctorFailed = ({ exitCode, stderr }: Looked) =>
  `the doctor ended with ${exitCode ?? 'a signal'}: ${stderr.trim()}`

function recordOf({ looked, sockets, printed }: Recording): string {
  const outputs = [...printed].map(([program, lines]) => block(`${program} printed last`, lines.slice(-12).join('\n')))
  return outputs.join('') + block('ss -Htanpoi', looked?.sockets ?? sockets)
}

const block = (title: string, text: string) => `  --- ${title}\n${indent(text, 4)}\n`

const indent = (text: string, by: number) => text.trimEnd().replace(/^/gm, ' '.repeat(by))
