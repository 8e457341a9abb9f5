import { count } from '@halfopen/core'
import type { LabMock } from '@halfopen/lab'

type Config = LabMock['config']
type Route = Config['routes'][number]
type Answer = NonNullable<Config['default']>
type Fault = Route['faults'][number]

/** A route as one row of a table, in words. */
export interface RouteRow {
  readonly method: string
  readonly path: string
  readonly answer: string
  readonly faults: string
}

export const routeRows = ({ routes, default: otherwise }: Config): readonly RouteRow[] => [
  ...routes.map(routeRow),
  { method: 'any', path: 'no other', answer: answerInWords(otherwise ?? { status: 404, text: '' }), faults: '' },
]

function routeRow(route: Route): RouteRow {
  const steps = (route.sequence ?? []).map(({ status = route.status ?? 200 }) => status)
  const answer =
    steps.length === 0 ? answerInWords(route) : `${steps.join(', ')}${route.sequenceEnds === 'stay' ? '' : ', again'}`
  return {
    method: [route.method ?? 'any'].flat().join(', '),
    path: route.path,
    answer,
    faults: route.faults.map(faultInWords).join('; '),
  }
}

function answerInWords({ status = 200, text, json, file, size }: Answer): string {
  if (text !== undefined) return `${status}, text`
  if (json !== undefined) return `${status}, JSON`
  if (file !== undefined) return `${status}, ${file}`
  return size === undefined ? `${status}, no body` : `${status}, ${count(size, 'byte')}`
}

function faultInWords(fault: Fault): string {
  const what = fault.fault === 'status' ? `status ${fault.status ?? 200}` : fault.fault
  return `${what} ${when(fault)}${fault.per === 'route' ? '' : ` per ${fault.per}`}`
}

function when({ on, every, after }: Fault): string {
  if (on !== undefined) return `on ${[on].flat().join(', ')}`
  if (every !== undefined) return `every ${every}`
  return after === undefined ? 'always' : `after ${after}`
}
