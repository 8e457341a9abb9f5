import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { type IncidentDocument, incidentSchema } from './schema.js'

/** The folder `incidents/`; src and dist have the same depth. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

export interface Incident extends IncidentDocument {
  /** The folder's name, such as `02-response-leak-java`. */
  name: string
  dir: string
}

/** Every folder with an `incident.json`, in order. */
export async function loadIncidents(root: string = ROOT): Promise<Incident[]> {
  const folders = (await readdir(root)).filter((folder) => /^\d\d-/.test(folder)).sort()
  return Promise.all(folders.map((folder) => loadIncident(root, folder)))
}

async function loadIncident(root: string, name: string): Promise<Incident> {
  const path = join(root, name, 'incident.json')
  const parsed = incidentSchema.safeParse(JSON.parse(await readFile(path, 'utf8')))
  if (!parsed.success) throw new Error(`${path}:\n${z.prettifyError(parsed.error)}`)
  return { ...parsed.data, name, dir: join(root, name) }
}

/** By the whole name (`02-response-leak-java`), its number (`2`) or a part of it (`java`). */
export function findIncidents(incidents: Incident[], wanted: string): Incident[] {
  const exact = incidents.filter(({ name }) => name === wanted || Number(name.slice(0, 2)) === Number(wanted))
  return exact.length > 0 ? exact : incidents.filter(({ name }) => name.includes(wanted))
}
