import { buildApplication, buildRouteMap } from '@stricli/core'

import { compare } from './compare.js'
import { doctor } from './doctor.js'
import { errorText, exitCodeOf } from './errors.js'
import { explain } from './explain.js'
import { helpFlag } from './help.js'
import { lab } from './lab/index.js'
import { probe } from './probe.js'
import { run } from './run.js'
import type { VerbContext } from './verb.js'
import { versionFlag } from './version.js'
import { watch } from './watch.js'

const VERBS = { doctor, watch, run, probe, compare, explain, lab }

export const VERB_NAMES: readonly string[] = Object.keys(VERBS)

const root = buildRouteMap<keyof typeof VERBS, VerbContext>({
  routes: VERBS,
  defaultCommand: 'watch',
  docs: { brief: 'Finds and explains leaked and hung HTTP connections of any process on this host' },
})

export const app = buildApplication<VerbContext>(
  root,
  {
    name: 'halfopen',
    scanner: { caseStyle: 'original', allowArgumentEscapeSequence: true },
    documentation: { disableAnsiColor: true, onlyRequiredInUsageLine: false },
    localization: { text: errorText },
    determineExitCode: exitCodeOf,
  },
  { help: helpFlag, version: versionFlag },
)
