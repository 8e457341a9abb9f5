import { z } from 'zod'

import type { AppConnection } from '../facts/index.js'

const time = z.number().finite()

const request = z.object({
  method: z.string(),
  path: z.string(),
  httpVersion: z.string(),
  headers: z.record(z.string(), z.string()),
  startedMs: time,
  status: z.number().int().nullable(),
  answeredMs: time.nullable(),
  completed: z.boolean(),
})

const connection = z.object({
  id: z.number().int(),
  remote: z.object({ host: z.string(), port: z.number().int() }),
  openedMs: time,
  closedMs: time.nullable(),
  protocol: z.string().nullable(),
  tls: z.boolean(),
  closedBy: z.enum(['client', 'app', 'client-reset', 'timeout']).nullable(),
  clientHalfClosed: z.boolean(),
  requests: z.array(request),
})

/** What the lab's app answers to `GET /connections`; it comes from the network, so nothing in it is taken on trust. */
export const appRecords = z.object({
  schema: z.literal('halfopen.lab.connections/1'),
  connections: z.array(connection),
}) satisfies z.ZodType<{ connections: AppConnection[] }>
