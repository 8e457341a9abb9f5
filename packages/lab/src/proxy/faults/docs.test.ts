import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { FAULTS } from './index.js'

const PAGE = readFileSync(new URL('../../../../../docs/lab-proxy.md', import.meta.url), 'utf8')

interface Attribute {
  readonly type?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly enum?: readonly string[]
  readonly default: number | string
  readonly unit?: string
  readonly description: string
}

/** A fault as the page shows it: its heading, its sentence, its attributes. */
function section(name: string, fault: (typeof FAULTS)[keyof typeof FAULTS]): string {
  const { properties = {} } = z.toJSONSchema(fault.attributes, { io: 'input' })
  const rows = Object.entries(properties).map(([key, attribute]) => row(key, attribute as Attribute))
  const table = ['| Attribute | Unit | Range | Default | Meaning |', '| --- | --- | --- | --- | --- |', ...rows]
  return [`#### ${name}`, '', fault.brief, '', ...table].join('\n')
}

function row(key: string, attribute: Attribute): string {
  const { minimum, maximum, enum: words, unit = '–', description } = attribute
  const kind = attribute.type === 'number' ? ', fractions allowed' : ''
  const range = words === undefined ? `${minimum}–${maximum}${kind}` : words.map((word) => `\`${word}\``).join(', ')
  return `| \`${key}\` | ${unit} | ${range} | ${attribute.default} | ${description} |`
}

describe('docs/lab-proxy.md', () => {
  it.each(Object.entries(FAULTS))('shows %s as its schema is', (name, fault) => {
    expect(PAGE).toContain(section(name, fault))
  })

  it('shows no fault that there is not', () => {
    const headings = [...PAGE.matchAll(/^#### (\w+)$/gm)].map(([, name]) => name)
    expect(headings.toSorted()).toEqual(Object.keys(FAULTS).toSorted())
  })
})
