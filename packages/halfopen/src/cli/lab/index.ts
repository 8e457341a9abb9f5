import { buildRouteMap } from '@stricli/core'

import type { VerbContext } from '../verb.js'
import { hops } from './hops.js'

const VERBS = { hops }

export const LAB_VERB_NAMES: readonly string[] = Object.keys(VERBS)

export const lab = buildRouteMap<keyof typeof VERBS, VerbContext>({
  routes: VERBS,
  docs: { brief: 'Reproduce connection trouble: problem app, middleboxes, mock upstreams, faults' },
})
