import { buildRouteMap } from '@stricli/core'

import type { VerbContext } from '../verb.js'
import { labApp } from './app.js'
import { hops } from './hops.js'
import { middlebox } from './middlebox.js'
import { mock } from './mock.js'
import { proxy } from './proxy.js'
import { run } from './run.js'

const VERBS = { app: labApp, hops, mock, middlebox, proxy, run }

export const LAB_VERB_NAMES: readonly string[] = Object.keys(VERBS)

export const lab = buildRouteMap<keyof typeof VERBS, VerbContext>({
  routes: VERBS,
  docs: { brief: 'Reproduce connection trouble: problem app, middleboxes, mock upstreams, faults' },
})
