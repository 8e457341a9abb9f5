import type { IncomingMessage } from 'node:http'

import { targetOf } from '../../serving/index.js'
import type { RouteSpec } from '../config/index.js'

/** Whether a request is for this route. */
export type Fits = (request: IncomingMessage) => boolean

/** Prepares a route: made once, asked for every request. */
export function fitsOf({ path, method, match }: RouteSpec): Fits {
  const pattern = patternOf(path)
  const methods = method === undefined ? undefined : new Set([method].flat())
  const headers = Object.entries(match?.headers ?? {})
  const wanted = Object.entries(match?.query ?? {})
  return (request) => {
    const { path, query } = targetOf(request.url ?? '')
    if (!pattern.test(path) || !allows(methods, request.method ?? '')) return false
    if (!headers.every(([name, value]) => request.headers[name.toLowerCase()] === value)) return false
    const values = new URLSearchParams(query)
    return wanted.every(([name, value]) => values.getAll(name).includes(value))
  }
}

/** `:name` stands for one segment, a final `/*` for anything below; the rest is literal. */
function patternOf(path: string): RegExp {
  const segments = path.split('/').map((segment, index, { length }) => {
    if (segment === '*' && index === length - 1) return '.*'
    return segment.startsWith(':') && segment.length > 1 ? '[^/]+' : escaped(segment)
  })
  return new RegExp(`^${segments.join('/')}$`)
}

const escaped = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}-]/g, String.raw`\$&`)

/** RFC 9110 section 9.3.2: HEAD is answered as GET, without the body. */
const allows = (methods: ReadonlySet<string> | undefined, method: string): boolean =>
  methods === undefined || methods.has(method) || (method === 'HEAD' && methods.has('GET'))
