import { count, formatDuration, type Hop } from '@halfopen/core'
import { hung, indented, type Style, toned, wrap } from '../../terminal/index.js'
import type { ProbeResult } from './result.js'
import { EXPIRY_WORDS, percentText, secondsText, spanText } from './words.js'

export interface Layout {
  readonly style: Style
  readonly width: number
}

/** The result for a person: the verdict first, then what it rests on, then what to do. */
export function resultLines(result: ProbeResult, layout: Layout): readonly string[] {
  return [
    ...verdictLines(result, layout),
    '',
    ...factLines(result, layout),
    ...result.notes.flatMap((note) => hung(row('Note'), note, layout.width)),
    ...adviceLines(result, layout),
  ]
}

function verdictLines(result: ProbeResult, { style, width }: Layout): readonly string[] {
  const tone = result.verdict === 'measured' ? 'warning' : result.verdict === 'none-found' ? 'good' : 'critical'
  const [first = '', ...more] = wrap(verdictText(result), width - 2)
  return [`${MARKS[result.verdict]} ${first}`, ...indented(more, 2)].map((line) => toned(style, tone, line))
}

const MARKS: Readonly<Record<ProbeResult['verdict'], string>> = {
  measured: '●',
  'none-found': '✔',
  noise: '○',
  refused: '○',
  interrupted: '○',
}

function verdictText(result: ProbeResult): string {
  const { verdict, idleTimeoutMs, aliveUpToMs, maxMs, isOwnClose, isSwept } = result
  switch (verdict) {
    case 'measured':
      if (idleTimeoutMs === null) return ''
      if (idleTimeoutMs.atLeast === 0)
        return `The limit is below ${secondsText(idleTimeoutMs.atMost)}: choose a smaller --min.`
      if (isOwnClose && isSwept)
        return `The server closes idle connections between ${spanText(idleTimeoutMs).replace(' to ', ' and ')}: it looks for them only now and then.`
      return isOwnClose
        ? `The server closes idle connections after ${spanText(idleTimeoutMs)}.`
        : `The path forgets connections that are silent for ${spanText(idleTimeoutMs)}.`
    case 'none-found':
      return `No limit up to ${formatDuration(maxMs)}.`
    case 'noise':
      return 'No number: the connections did not behave alike, so that no one idle timeout explains them.'
    case 'refused':
      return 'No number: the measurement had to be broken off.'
    case 'interrupted':
      return aliveUpToMs > 0
        ? `Ended early: no limit below ${secondsText(aliveUpToMs)}.`
        : 'Ended early: nothing is known yet.'
  }
}

function factLines(result: ProbeResult, { style, width }: Layout): readonly string[] {
  const facts = result.verdict === 'measured' ? measuredFacts(result) : []
  const how = `${result.mode} mode, ${count(result.connections, 'connection')}, ${formatDuration(result.wallMs)}, resolution ${percentText(result.resolution)}`
  return [...facts, ['Measured', how] as const].flatMap(([name, text]) =>
    hung(toned(style, 'quiet', row(name)), text, width),
  )
}

const row = (name: string): string => `  ${name.padEnd(12)}`

function measuredFacts(result: ProbeResult): readonly (readonly [string, string])[] {
  const { atExpiry, scale, measuredMs, matches } = result
  const facts: (readonly [string, string])[] = []
  facts.push(['At expiry', atExpiry === null ? 'not known' : `${EXPIRY_WORDS[atExpiry]} (${atExpiry})`])
  facts.push(['Keep-alive', keepAliveText(result.keepAlive)])
  const defaults = matches.byDefault.map(hopText)
  facts.push(['Looks like', defaults.length > 0 ? defaults.join('; ') : 'no hop in the table by its default'])
  if (matches.configured.length > 0) facts.push(['Or, set so', matches.configured.map(({ id }) => id).join(', ')])
  if (scale !== 1 && measuredMs !== null && !result.isOwnClose) {
    facts.push([
      'Laboratory',
      `${spanText(measuredMs)} measured; time is played ${scale} × faster, its timers up to 20 ms late`,
    ])
  }
  return facts
}

const hopText = ({ id, name }: Hop): string => `${id} (${name})`

function keepAliveText({ fromClient, fromServer }: ProbeResult['keepAlive']): string {
  if (fromClient === null && fromServer === null) return 'not known'
  if (fromClient === fromServer) {
    return fromClient === true
      ? 'TCP probes hold the path open, from either end'
      : 'TCP probes do not help, from either end'
  }
  return `TCP probes from the client ${holdWords(fromClient)}, from the server ${holdWords(fromServer)}`
}

function holdWords(reset: boolean | null): string {
  if (reset === null) return 'not known'
  return reset ? 'hold the path open' : 'do not help'
}

function adviceLines(result: ProbeResult, { style, width }: Layout): readonly string[] {
  const { idleTimeoutMs, advised, advice } = result
  if (idleTimeoutMs === null) return []
  if (advised === undefined) return ['', ...wrap(withoutProbes(result), width)]
  const { timeS, intervalS, probes } = advised
  return [
    '',
    toned(style, 'strong', `TCP keep-alive: time ${timeS} s, interval ${intervalS} s, ${count(probes, 'probe')}`),
    ...wrap(
      `A third of the limit, at most 60 s: two probes may be lost before the path forgets, and a dead path is noticed within ${timeS + intervalS * probes} s.`,
      width,
    ),
    ...advice.flatMap(({ for: client, code }) => [
      '',
      `  ${client}`,
      ...indented(code.split('\n'), 4).map((line) => toned(style, 'info', line)),
    ]),
  ]
}

/** Room for a request that is on its way. */
const POOL_SHARE = 0.9
const SHORTEST_POOL_MS = 100

/** Where probes are ignored, only bytes of the application, or less patience, help. */
function withoutProbes({ idleTimeoutMs, keepAlive, isOwnClose, mode }: ProbeResult): string {
  const below = secondsText(idleTimeoutMs?.atLeast ?? 0)
  if (isOwnClose) {
    const own = mode === 'tcp' ? 'idle timeout' : 'HTTP idle timeout'
    const marginMs = (idleTimeoutMs?.atLeast ?? 0) * POOL_SHARE
    const drop =
      marginMs < SHORTEST_POOL_MS
        ? 'let clients keep none open'
        : `let the pools of clients drop a connection before it has been idle for ${secondsText(marginMs)}`
    return `TCP keep-alive does not help here: what closes is the server, by its own ${own}. Raise that, or ${drop}.`
  }
  if (keepAlive.fromClient === false || keepAlive.fromServer === false) {
    return `TCP keep-alive does not help here: only data resets the timer. Send something more often than every ${below} (a progress line, an HTTP/2 or WebSocket ping), answer within it, or raise the limit of the hop; let pools drop connections that are idle for longer.`
  }
  return `TCP keep-alive comes too late here: its shortest time is 1 s. Send data more often than every ${below}, or raise the limit of the hop.`
}
