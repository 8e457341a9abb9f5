import type { Find } from '../incident/index.js'
import { portOf } from '../plan/index.js'
import { type Judgement, ownerOf, remoteOf, type Scene } from './judge.js'
import type { Finding } from './report.js'

/** One line for what must be found: `response-leak on client to 127.0.0.1:18102, 32 connections or more`. */
export function describeFind({ cause, at, atLeast, forecast }: Find, { endpoints }: Pick<Scene, 'endpoints'>): string {
  const places = at.map((place) =>
    'remote' in place
      ? `${place.program} to ${remoteOf(endpoints, place.remote)}`
      : `${place.program}, local port ${portOf(endpoints, place.localPort)}`,
  )
  const until = forecast === undefined ? '' : `, ${forecast.resource} forecast to ${forecast.limit}`
  return `${cause} on ${places.join(' or ')}, ${atLeast} connection${atLeast === 1 ? '' : 's'} or more${until}`
}

function describeFinding(finding: Finding, scene: Scene): string {
  const { cause, severity, confidence, process, remote, localPort, connections, summary } = finding
  const where = remote !== null ? ` to ${remote}` : localPort !== null ? `, local port ${localPort}` : ''
  const who = `${ownerOf(finding, scene) ?? 'another process'} (${process.name}, pid ${process.pid})`
  return `${cause} (${severity}, ${confidence}) on ${who}${where}, ${connections} connections: ${summary}`
}

/** What was expected and what came, for a person. */
export function explain(judgement: Judgement, finds: Find[], findings: Finding[], scene: Scene): string {
  const expected = finds.map((find) => describeFind(find, scene))
  const came = findings.map((finding) => describeFinding(finding, scene))
  const missing = judgement.missing.flatMap(({ find, nearMisses }) => [
    describeFind(find, scene),
    ...nearMisses.map((reason) => `  near miss: ${reason}`),
  ])
  const unwanted = judgement.unwanted.map(({ finding, why }) => `${describeFinding(finding, scene)} - ${why}`)
  return [
    section('expected', expected.length > 0 ? expected : ['nothing above info']),
    section('came', came.length > 0 ? came : ['nothing']),
    section('missing', missing),
    section('unwanted', unwanted),
  ].join('')
}

const section = (title: string, lines: string[]) =>
  lines.map((line, index) => `  ${(index === 0 ? title : '').padEnd(9)} ${line}\n`).join('')
