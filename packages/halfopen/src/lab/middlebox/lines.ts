import { formatDuration, printable } from '@halfopen/core'
import type { Address, Choice, FlowEvent, FlowHappening, Middlebox } from '@halfopen/lab'

import { hung, indented, type Style, toned } from '../../terminal/index.js'
import { policyInWords } from './policy.js'

/** A middlebox that has just opened, and how it came to be this one. */
export interface Opened {
  readonly box: Middlebox
  readonly target: Address
  readonly scale: number
  readonly passedOver: Choice['passedOver']
  /** The command that has the kernel play it. */
  readonly faithful: string
}

/** What is printed when it has opened: where it is, what it does, which backend and why, what it cannot imitate. */
export function startLines(opened: Opened, style: Style, width: number): readonly string[] {
  const { box, target, scale } = opened
  const about = [
    ...policyInWords(box, scale),
    `${box.backend} backend${box.backend === 'kernel' ? '' : ', which cannot imitate all:'}`,
  ]
  return [
    `${toned(style, 'strong', place(box.address))}  forwards to ${place(target)}`,
    ...about.flatMap((line) => hung('  ', line, width)),
    ...box.cannot.flatMap((line) => hung('    – ', line, width)),
    ...passedOver(opened, style, width),
    '',
    toned(style, 'quiet', 'Ctrl-C ends it. Each connection:'),
  ]
}

function passedOver({ passedOver, faithful }: Opened, style: Style, width: number): readonly string[] {
  const reasons = passedOver.flatMap(({ backend, why }) => hung('  ', `not the ${backend} backend: ${why}`, width))
  const hasKernel = passedOver.some(({ backend }) => backend === 'kernel')
  const hint = hasKernel ? indented([`${faithful}  # starts a client that crosses it`], 4) : []
  return [...reasons, ...hint].map((line) => toned(style, 'quiet', line))
}

/** `12:01:02.123  #1 forgotten after 3.5s of silence, 4.2s old` */
export function eventLine({ flow, client, ageMs, what }: FlowEvent, at: Date, style: Style): string {
  const time = toned(style, 'quiet', at.toISOString().slice(11, 23))
  const age = what.kind === 'opened' || what.kind === 'unreachable' ? '' : `, ${formatDuration(ageMs)} old`
  return `${time}  #${flow} ${happeningInWords(what, client, style)}${toned(style, 'quiet', age)}`
}

function happeningInWords(what: FlowHappening, client: Address, style: Style): string {
  switch (what.kind) {
    case 'opened':
      return `opened by ${place(client)}`
    case 'unreachable':
      return toned(style, 'critical', `of ${place(client)} reset: the target is unreachable: ${printable(what.why)}`)
    case 'forgotten':
      return toned(style, 'warning', 'forgotten')
    case 'revived':
      return toned(style, 'good', 'known again: the client has sent')
    case 'reset':
      return toned(style, 'critical', resetInWords(what))
    case 'closed':
      return 'closed'
  }
}

function resetInWords({ by, to }: Extract<FlowHappening, { kind: 'reset' }>): string {
  if (by !== 'middlebox') return `reset by the ${by}; passed on to the ${to}`
  return to === 'both' ? 'reset towards both' : `reset towards the ${to}, which has sent`
}

const place = ({ host, port }: Address): string =>
  printable(host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`)
