import { findIncidents, type Incident, loadIncidents } from '../incident/index.js'

/** The incidents that the names mean; all of them when there is no name. */
export async function chooseIncidents(names: string[]): Promise<Incident[]> {
  const all = await loadIncidents()
  if (names.length === 0) return all
  return [...new Set(names.flatMap((name) => atLeastOne(findIncidents(all, name), name, all)))]
}

/** The one incident that a name means. */
export async function chooseIncident(name: string): Promise<Incident> {
  const [incident, second] = await chooseIncidents([name])
  if (incident === undefined || second !== undefined) throw new Error(`${name} means more than one incident`)
  return incident
}

function atLeastOne(found: Incident[], name: string, all: Incident[]): Incident[] {
  if (found.length > 0) return found
  throw new Error(
    `no incident is called ${name}; there are:\n${all.map((incident) => `  ${incident.name}`).join('\n')}`,
  )
}

/** The first faulty variant is what one wants to see first. */
export function firstFaulty(incident: Incident): string {
  const faulty = Object.keys(incident.variants).find((name) => incident.variants[name]?.expect === 'faulty')
  if (faulty === undefined) throw new Error(`${incident.name} has no faulty variant`)
  return faulty
}
