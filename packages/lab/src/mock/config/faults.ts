import { z } from 'zod'

import { ANSWER_KEYS, checkBody } from './answer.js'
import { size } from './quantities.js'

const wrongNumber = { error: 'takes a request number from 1' }
const requestNumber = z.int(wrongNumber).min(1, wrongNumber).max(1_000_000_000, wrongNumber)

/** When a fault strikes: at most one of `on`, `every`, `after`; none of them: always. */
const WHEN_KEYS = {
  on: z
    .union([requestNumber, z.array(requestNumber).min(1).max(10_000)], {
      error: 'takes a request number from 1, or a list of them',
    })
    .optional()
    .meta({ takes: '`3` or `[3, 5]`', description: 'Strikes these requests.' }),
  every: requestNumber.optional().meta({ takes: '`4`', description: 'Strikes every fourth request.' }),
  after: requestNumber.optional().meta({ takes: '`10`', description: 'Strikes every request after the tenth.' }),
  per: z
    .enum(['route', 'connection', 'mock'])
    .default('route')
    .meta({ description: 'What counts the requests: this route, the connection, or the whole mock. The first is 1.' }),
} as const

const TRIGGERS = ['on', 'every', 'after'] as const

const fault = <NAME extends string>(name: NAME, description: string) => z.literal(name).meta({ description })

const Kinds = z.discriminatedUnion('fault', [
  z.strictObject({ fault: fault('status', 'Another answer instead.'), ...WHEN_KEYS, ...ANSWER_KEYS }),
  z.strictObject({ fault: fault('close', 'Closes the connection (FIN) without an answer.'), ...WHEN_KEYS }),
  z.strictObject({ fault: fault('reset', 'Resets the connection (RST) without an answer.'), ...WHEN_KEYS }),
  z.strictObject({ fault: fault('silence', 'Never answers, and keeps the connection open.'), ...WHEN_KEYS }),
  z.strictObject({
    fault: fault('truncate', 'Announces the whole body, sends a part of it, and closes (FIN).'),
    ...WHEN_KEYS,
    bytes: size()
      .optional()
      .meta({ takes: '`1k`', description: 'Bytes of the body that are sent; default: half of it.' }),
  }),
  z.strictObject({
    fault: fault('slow', 'The same answer, slowly; at least one of the three keys.'),
    ...WHEN_KEYS,
    delay: ANSWER_KEYS.delay,
    bodyDelay: ANSWER_KEYS.bodyDelay,
    rate: ANSWER_KEYS.rate,
  }),
])

export type FaultRule = z.output<typeof Kinds>

export const Fault = Kinds.superRefine((rule, context) => {
  const [, second] = TRIGGERS.filter((key) => rule[key] !== undefined)
  if (second !== undefined) {
    context.addIssue({ code: 'custom', path: [second], message: 'a fault has one of on, every, after' })
  }
  if (rule.fault === 'status') checkBody(rule, context)
  if (rule.fault === 'slow' && [rule.delay, rule.bodyDelay, rule.rate].every((value) => value === undefined)) {
    context.addIssue({ code: 'custom', path: ['fault'], message: 'slow needs one of delay, bodyDelay, rate' })
  }
})
