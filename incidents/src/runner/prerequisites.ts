import { isRoot, missingPackages, whyNoNamespaces } from '../host/index.js'
import type { Incident } from '../incident/index.js'

export interface Obstacle {
  /** Why the incident cannot run here, and what to do. */
  why: string
  /** Root on Debian can install what is missing: there, not having run counts as a failure. */
  fails: boolean
}

/** What stands in the way of playing an incident on this host; null when nothing does. */
export async function obstacleTo(incident: Incident): Promise<Obstacle | null> {
  const missing = await missingPackages(incident.packages)
  const fails = isRoot && missing !== null
  if (missing !== null && missing.length > 0) return { why: `apt-get install ${missing.join(' ')}`, fails }
  const noNamespaces = await whyNoNamespaces()
  if (noNamespaces !== null) return { why: `no namespaces here (${noNamespaces}); run as root`, fails }
  return null
}
