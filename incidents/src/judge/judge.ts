import type { Expectation, Find, Place } from '../incident/index.js'
import { type Endpoints, portOf } from '../plan/index.js'
import type { Finding } from './report.js'

export interface Scene {
  endpoints: Endpoints
  /** Each program's process tree. */
  pids: Record<string, number[]>
}

export interface Judgement {
  /** What should have been found, and why each finding of the same cause was not it. */
  missing: { find: Find; nearMisses: string[] }[]
  unwanted: { finding: Finding; why: string }[]
}

/** Holds findings against an expectation. Findings of severity `info` alarm nobody and do not count. */
export function judge(findings: Finding[], expectation: Expectation, scene: Scene): Judgement {
  const alarms = findings.filter(({ severity }) => severity !== 'info')
  const missing = expectation.find
    .filter((find) => !alarms.some((finding) => mismatch(finding, find, scene) === null))
    .map((find) => ({ find, nearMisses: nearMisses(findings, find, scene) }))
  const unwanted = alarms.flatMap((finding) => {
    const why = whyUnwanted(finding, expectation, scene)
    return why === null ? [] : [{ finding, why }]
  })
  return { missing, unwanted }
}

/** Whose finding it is; null for a process that is none of the incident's programs. */
export function ownerOf(finding: Finding, { pids }: Scene): string | null {
  return Object.keys(pids).find((program) => pids[program]?.includes(finding.process.pid)) ?? null
}

function nearMisses(findings: Finding[], find: Find, scene: Scene): string[] {
  const sameCause = findings.filter(({ cause }) => cause === find.cause)
  return sameCause.flatMap((finding) => mismatch(finding, find, scene) ?? 'it is only an info')
}

/** Why a finding is not the one looked for; null when it is. */
function mismatch(finding: Finding, find: Find, scene: Scene): string | null {
  if (finding.cause !== find.cause) return `its cause is ${finding.cause}`
  const elsewhere = find.at.map((place) => misplaced(finding, place, scene))
  if (!elsewhere.includes(null)) return elsewhere.join(', and ')
  if (finding.connections < find.atLeast) return `it counts ${finding.connections} connections`
  const { forecast } = find
  if (forecast === undefined) return null
  const same = finding.forecast?.resource === forecast.resource && finding.forecast.limit === forecast.limit
  return same ? null : `its forecast is ${JSON.stringify(finding.forecast)}`
}

function misplaced(finding: Finding, place: Place, scene: Scene): string | null {
  const owner = ownerOf(finding, scene)
  if (owner !== place.program) return `it is on ${owner ?? finding.process.name} (pid ${finding.process.pid})`
  if ('localPort' in place) {
    const port = portOf(scene.endpoints, place.localPort)
    return finding.localPort === port ? null : `its local port is ${finding.localPort}, not ${port}`
  }
  const remote = remoteOf(scene.endpoints, place.remote)
  return finding.remote === remote ? null : `its remote is ${finding.remote}, not ${remote}`
}

export function remoteOf(endpoints: Endpoints, name: string): string {
  return `${endpoints[name]?.host}:${portOf(endpoints, name)}`
}

function whyUnwanted(finding: Finding, expectation: Expectation, scene: Scene): string | null {
  const owner = ownerOf(finding, scene)
  const forbidden = expectation.not.some(
    ({ cause, program }) =>
      (cause === undefined || cause === finding.cause) && (program === undefined || program === owner),
  )
  if (forbidden) return 'it is declared as not to be reported'
  const culprits = expectation.find.flatMap(({ at }) => at.map(({ program }) => program))
  if (owner !== null && culprits.includes(owner)) return null
  if (expectation.also.some(({ cause, program }) => cause === finding.cause && program === owner)) return null
  return culprits.length === 0 ? 'nothing is wrong here' : `${owner ?? 'this process'} is not the culprit`
}
