import type { Expectation } from './expectation.js'

interface Names {
  ports: Record<string, unknown>
  values: Record<string, unknown>
  programs: Record<string, { ready: { listening: string } | { line: string } }>
  variants: Record<string, Expectation & { expect: 'faulty' | 'healthy'; values: Record<string, unknown> }>
}

/** What an incident refers to and does not declare, as sentences. A typo must not weaken a test. */
export function unknownNames(incident: Names): string[] {
  const variants = Object.entries(incident.variants)
  return [
    ...variants.flatMap(([name, variant]) => wrongIn(name, variant, incident)),
    ...Object.values(incident.programs).flatMap(({ ready }) =>
      'listening' in ready ? undeclared('port', [ready.listening], incident.ports) : [],
    ),
    ...(variants.length === 0 ? ['an incident needs a variant'] : []),
  ]
}

function wrongIn(name: string, variant: Names['variants'][string], incident: Names): string[] {
  const places = variant.find.flatMap((find) => find.at)
  const programs = [...places, ...variant.not, ...variant.also].flatMap(({ program }) => program ?? [])
  const ports = places.map((place) => ('remote' in place ? place.remote : place.localPort))
  const problems = [
    ...undeclared('program', programs, incident.programs),
    ...undeclared('port', ports, incident.ports),
    ...undeclared('value', Object.keys(variant.values), incident.values),
  ]
  if (variant.expect === 'faulty' && variant.find.length === 0) problems.push('faulty, but nothing to find')
  if (variant.expect === 'healthy' && variant.find.length > 0) problems.push('healthy, but something to find')
  return problems.map((problem) => `variant ${name}: ${problem}`)
}

function undeclared(kind: string, used: string[], declared: Record<string, unknown>): string[] {
  return used.filter((name) => !Object.hasOwn(declared, name)).map((name) => `no ${kind} is called ${name}`)
}
