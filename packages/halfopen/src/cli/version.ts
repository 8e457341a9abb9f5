import { type StricliIntegration, version } from '@stricli/core'

import manifest from '../../package.json' with { type: 'json' }
import type { VerbContext } from './verb.js'

export const versionFlag: StricliIntegration<VerbContext> = version({
  brief: 'Print the version and exit',
  alias: 'v',
  info: { currentVersion: manifest.version },
})
