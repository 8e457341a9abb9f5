import { nearest } from '@halfopen/core'

import { targetOf } from '../../serving/index.js'
import { type Parameters, readQuery, type ValuesOf } from '../parameters/index.js'
import { COMMON, type Route, ROUTES } from '../routes/index.js'

/** What a request asks for: the route, its parameters, and those that every route takes. */
export interface Question {
  readonly route: Route
  readonly values: ValuesOf<Parameters>
  readonly common: ValuesOf<typeof COMMON>
}

const BY_PATH: ReadonlyMap<string, Route> = new Map(ROUTES.map((route) => [route.path, route]))
/** Every short path is near to `/`. */
const WITHOUT_HOME = [...BY_PATH.keys()].filter((path) => path !== '/')

/**
 * Reads the target of a request.
 * undefined: there is no such route.
 * @throws HalfopenError HO_DURATION, HO_USAGE: wrong parameters.
 */
export function questionOf(target: string): Question | undefined {
  const { path, query } = targetOf(target)
  const route = BY_PATH.get(path)
  if (route === undefined) return undefined
  const values = readQuery(query, { ...route.parameters, ...COMMON })
  return { route, values, common: values }
}

/** What is said of a path that is no route. */
export function noRoute(target: string): string {
  const { path } = targetOf(target)
  const near = nearest(path, WITHOUT_HOME)
  return `there is no route ${path}${near === undefined ? '; GET / lists them' : `: did you mean ${near}?`}`
}
