import { z } from 'zod'
import { CAUSE_IDS } from '@halfopen/core'

export const name = z.string().regex(/^[a-z][a-z0-9-]*$/, 'a lower-case name')
const cause = z.enum(CAUSE_IDS)

/** Which connections: a program's to the endpoint of a named port, or its own on a named local port. */
const place = z.union([
  z.strictObject({ program: name, remote: name.describe('a name from `ports`') }),
  z.strictObject({ program: name, localPort: name.describe('a name from `ports`') }),
])

/** A finding above `info` that must come. */
const find = z.strictObject({
  cause,
  at: z.array(place).min(1).describe('any one of these; usually there is just one'),
  atLeast: z.int().min(1).default(1).describe('connections'),
  forecast: z.strictObject({ resource: z.string(), limit: z.int() }).optional(),
})

/** A finding above `info` that must not come, whoever else is allowed one. */
const not = z
  .strictObject({ cause: cause.optional(), program: name.optional() })
  .refine((entry) => entry.cause !== undefined || entry.program !== undefined, 'name a cause, a program, or both')

/** A finding on a program that `find` does not name, which is true as well; the reason is obligatory. */
const also = z.strictObject({ cause, program: name, because: z.string().min(20) })

export const expectation = z.strictObject({
  find: z.array(find).default([]),
  not: z.array(not).default([]),
  also: z.array(also).default([]),
})

export type Expectation = z.infer<typeof expectation>
export type Find = Expectation['find'][number]
export type Place = Find['at'][number]
