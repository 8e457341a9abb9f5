import { CAUSE_IDS } from '@halfopen/core'
import { z } from 'zod'
import { expectation, name } from './expectation.js'
import { unknownNames } from './names.js'
import { NAMESPACES } from './words.js'

const topology = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('loopback') }),
  z.strictObject({
    kind: z.literal('nat'),
    establishedTimeoutS: z.int().min(1).describe('conntrack forgets a silent connection after so long'),
  }),
])

const ready = z.union([
  z.strictObject({ listening: name.describe('a name from `ports`') }),
  z.strictObject({ line: z.string().min(1).describe('a part of a line it prints') }),
])

const program = z.strictObject({
  argv: z.array(z.string()).min(1),
  env: z.record(z.string(), z.string()).default({}),
  nofile: z.int().min(16).optional().describe('RLIMIT_NOFILE, soft and hard'),
  namespace: z.enum(NAMESPACES).default('client'),
  ready,
})

const variant = expectation.extend({
  expect: z.enum(['faulty', 'healthy']),
  says: z.string().min(10),
  values: z.record(name, z.string()).default({}),
  topology: topology.optional(),
  lookAfterMs: z.int().min(0).max(30_000).describe('age of the trouble when somebody looks'),
})

/** One incident: the text of an `incident.json`. */
export const incidentSchema = z
  .strictObject({
    title: z.string(),
    cause: z.enum(CAUSE_IDS),
    story: z.string().describe('what goes wrong, in two sentences'),
    packages: z.array(z.string()).describe('Debian packages'),
    topology,
    ports: z.record(name, z.int().min(1024).max(32_767)).describe('below the ephemeral ports'),
    values: z.record(name, z.string()).default({}).describe('what a variant may change'),
    files: z.array(z.string()).default([]).describe('configuration written out with its placeholders filled in'),
    build: z.array(z.array(z.string()).min(1)).default([]),
    programs: z.record(name, program).describe('started in this order, each when the one before is ready'),
    variants: z.record(name, variant),
  })
  .check((context) => {
    for (const message of unknownNames(context.value)) {
      context.issues.push({ code: 'custom', message, input: context.value })
    }
  })

export type IncidentDocument = z.infer<typeof incidentSchema>
export type Variant = z.infer<typeof variant>
export type Topology = z.infer<typeof topology>
