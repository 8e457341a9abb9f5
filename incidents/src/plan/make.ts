import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Incident, ROOT, type Topology, type Variant } from '../incident/index.js'
import { LOOPBACK, SCRATCH, SERVER } from './addresses.js'
import { fill, type Values } from './placeholders.js'
import type { Plan } from './schema.js'

export interface Circumstances {
  isolation: Plan['isolation']
  /** Where the build step's output is. */
  build: string
  /** The ports to use instead of the declared ones, by name. */
  ports?: Record<string, number>
  doctor: string[] | null
}

/** The endpoints of an incident's named ports. */
export type Endpoints = Record<string, { host: string; port: number }>

/** Fills in a variant: what the stage is to do, and where things will be. */
export async function makePlan(incident: Incident, variant: Variant, circumstances: Circumstances) {
  const topology = variant.topology ?? incident.topology
  const endpoints = endpointsOf(circumstances.ports ?? incident.ports, topology)
  const values = valuesFor(incident, variant, endpoints, circumstances.build)
  const plan: Plan = {
    isolation: circumstances.isolation,
    natTimeoutS: topology.kind === 'nat' ? topology.establishedTimeoutS : null,
    files: await Promise.all(incident.files.map((file) => fileFrom(incident, file, values))),
    programs: programsOf(incident, values, endpoints),
    lookAfterMs: variant.lookAfterMs,
    doctor: circumstances.doctor,
  }
  return { plan, endpoints }
}

function endpointsOf(ports: Record<string, number>, topology: Topology): Endpoints {
  const host = topology.kind === 'nat' ? SERVER.address : LOOPBACK
  return Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, { host, port }]))
}

/** The placeholders that a build step may use: the output folder and the sources. */
export function buildValues(incident: Incident, build: string): Values {
  return new Map([
    ['dir', incident.dir],
    ['shared', join(ROOT, 'shared')],
    ['build', build],
  ])
}

function valuesFor(incident: Incident, variant: Variant, endpoints: Endpoints, build: string): Values {
  const chosen = Object.entries({ ...incident.values, ...variant.values })
  return new Map([
    ...buildValues(incident, build),
    ['scratch', SCRATCH],
    ...chosen.map(([name, value]): [string, string] => [`values.${name}`, value]),
    ...Object.entries(endpoints).flatMap(([name, { host, port }]): [string, string][] => [
      [`${name}.host`, host],
      [`${name}.port`, String(port)],
    ]),
  ])
}

async function fileFrom(incident: Incident, file: string, values: Values) {
  return { path: join(SCRATCH, file), text: fill(await readFile(join(incident.dir, file), 'utf8'), values) }
}

function programsOf(incident: Incident, values: Values, endpoints: Endpoints): Plan['programs'] {
  return Object.entries(incident.programs).map(([name, { argv, env, nofile, namespace, ready }]) => ({
    name,
    argv: argv.map((argument) => fill(argument, values)),
    env: Object.fromEntries(Object.entries(env).map(([key, value]) => [key, fill(value, values)])),
    nofile,
    namespace,
    ready: 'listening' in ready ? { listening: portOf(endpoints, ready.listening) } : ready,
  }))
}

export function portOf(endpoints: Endpoints, name: string): number {
  const endpoint = endpoints[name]
  if (endpoint === undefined) throw new Error(`no port is called ${name}`)
  return endpoint.port
}
