import { ANSWER_KEYS } from '../answer.js'
import { type Described, describedSchema } from '../keys.js'

/** The tables of docs/lab-mock.md, made from the schema. */
export function reference(): string {
  const top = propertiesOf(describedSchema())
  const route = propertiesOf(top['routes']?.items)
  const match = propertiesOf(route['match'])
  const faults = route['faults']?.items?.oneOf ?? []
  const answer = Object.keys(ANSWER_KEYS)
  return [
    '### The file',
    table(top),
    '### A route: `routes[]`',
    'A route is also an answer: the keys of an answer stand beside these.',
    table(leaving(route, answer)),
    '`match`:',
    table(match),
    '### An answer: a route, a step of `sequence`, `default`, the fault `status`',
    'At most one of `text`, `json`, `file`, `size`; none of them: no body. HEAD, 204 and 304 never have one.',
    table(only(route, answer)),
    '### A fault: `routes[].faults[]`',
    kinds(faults),
    'When it strikes: at most one of `on`, `every`, `after`; none of them: always.',
    table(only(propertiesOf(faults[0]), ['on', 'every', 'after', 'per'])),
    '`truncate` also has:',
    table(only(propertiesOf(faults.find(named('truncate'))), ['bytes'])),
    '`status` also has the keys of an answer; `slow` has `delay`, `bodyDelay` and `rate`.',
  ].join('\n\n')
}

type Properties = Readonly<Record<string, Described>>

const propertiesOf = (schema: Described | undefined): Properties => schema?.properties ?? {}

const only = (properties: Properties, keys: readonly string[]): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([key]) => keys.includes(key)))

const leaving = (properties: Properties, keys: readonly string[]): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([key]) => !keys.includes(key)))

const named =
  (name: string) =>
  ({ properties }: Described): boolean =>
    properties?.['fault']?.const === name

function table(properties: Properties): string {
  const rows = Object.entries(properties).map(
    ([key, schema]) => `| \`${key}\` | ${takes(schema)} | ${defaultOf(schema)} | ${schema.description ?? ''} |`,
  )
  return ['| Key | Takes | Default | |', '|---|---|---|---|', ...rows].join('\n')
}

function kinds(faults: readonly Described[]): string {
  const rows = faults.map(({ properties }) => {
    const { const: name = '', description = '' } = properties?.['fault'] ?? {}
    return `| \`${name}\` | ${description} |`
  })
  return ['| `fault` | |', '|---|---|', ...rows].join('\n')
}

function takes({ takes, enum: words, type = '' }: Described): string {
  return takes ?? (words === undefined ? (TYPES[type] ?? type) : words.map((word) => `\`${word}\``).join(', '))
}

const TYPES: Readonly<Record<string, string>> = { array: 'a list', object: 'keys' }

function defaultOf({ default: value }: Described): string {
  if (value === undefined || Array.isArray(value)) return ''
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``
}
