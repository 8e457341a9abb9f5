import { z } from 'zod'

const ready = z.union([z.object({ listening: z.int() }), z.object({ line: z.string() })])

const program = z.object({
  name: z.string(),
  argv: z.array(z.string()).min(1),
  env: z.record(z.string(), z.string()),
  nofile: z.int().optional(),
  namespace: z.enum(['client', 'server']),
  ready,
})

/** Everything the stage needs to play one variant, with nothing left to look up or fill in. */
export const planSchema = z.object({
  /** `host`: on this host's loopback; `private`: in network namespaces of its own. */
  isolation: z.enum(['host', 'private']),
  /** The conntrack timeout of the NAT between client and server; null when there is no NAT. */
  natTimeoutS: z.int().nullable(),
  files: z.array(z.object({ path: z.string(), text: z.string() })),
  programs: z.array(program),
  lookAfterMs: z.int(),
  /** What to run when it is time to look; null to play until it is stopped. */
  doctor: z.array(z.string()).nullable(),
})

export type Plan = z.infer<typeof planSchema>
export type PlannedProgram = Plan['programs'][number]
