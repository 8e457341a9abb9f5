import { z } from 'zod'

import { Answer, ANSWER_KEYS, bodyKeysOf, checkBody } from './answer.js'
import { Fault } from './faults.js'
import { timeout } from './quantities.js'

/** The load balancers that can stand in front of a mock. */
export const FRONTS = ['alb', 'nginx', 'cloudflare', 'haproxy'] as const
export type Front = (typeof FRONTS)[number]

/** Whose 4xx and 5xx bodies a front replaces: every one of the mock's, or those that it replaces by default. */
export const REPLACES = ['all', 'own'] as const
export type Replace = (typeof REPLACES)[number]

const method = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}$/, { error: 'is not a method' })
  .toUpperCase()
const texts = z
  .record(z.string().min(1), z.union([z.string(), z.number()], { error: 'takes a text' }).transform(String))
  .optional()

const Route = z
  .strictObject({
    path: z
      .string({ error: 'takes a path such as /users/:id' })
      .regex(/^\/[\u0021-\u007e]*$/, { error: 'must begin with / and hold no spaces' })
      .refine((path) => !/[?#]/.test(path), { error: 'holds no query: use match.query' })
      .refine((path) => /^[^*]*(\/\*)?$/.test(path), { error: 'takes * only at its end, after a /' })
      .meta({
        takes: '`/a`, `/users/:id`, `/files/*`',
        description:
          'The path: exact, with `:name` for one segment, or with `/*` for everything below. The first route that fits answers.',
      }),
    method: z
      .union([method, z.array(method).min(1)], { error: 'takes a method, or a list of them' })
      .optional()
      .meta({ takes: '`GET` or a list', default: 'any', description: 'The method; `GET` also answers `HEAD`.' }),
    match: z
      .strictObject({
        headers: texts.meta({ takes: 'name: text', description: 'The request must have these headers.' }),
        query: texts.meta({ takes: 'name: text', description: 'The query must have these values.' }),
      })
      .optional()
      .meta({ description: 'What else the request must have.' }),
    ...ANSWER_KEYS,
    sequence: z.array(Answer).min(1).max(1000).optional().meta({
      description: 'An answer for the first request, the second, …; what a step leaves out comes from the route.',
    }),
    sequenceEnds: z
      .enum(['stay', 'start-over'])
      .default('stay')
      .meta({ description: 'After the last step: stay at it, or begin again.' }),
    faults: z
      .array(Fault)
      .max(1000)
      .default([])
      .meta({ description: 'What goes wrong, and when; the first that strikes counts.' }),
  })
  .superRefine((route, context) => {
    checkBody(route, context)
    const hasBody = [route, ...(route.sequence ?? [])].some((answer) => bodyKeysOf(answer).length > 0)
    const truncate = route.faults.findIndex(({ fault }) => fault === 'truncate')
    if (truncate < 0 || hasBody) return
    context.addIssue({
      code: 'custom',
      path: ['faults', truncate, 'fault'],
      message: 'truncate needs a route with a body',
    })
  })

/** The configuration of a mock. The one source of its type, its validation and its page in the documentation. */
export const MockSchema = z.strictObject({
  front: z.enum(FRONTS).optional().meta({ description: 'The load balancer in front; none when left out.' }),
  replace: z.enum(REPLACES).default('all').meta({
    description:
      'Which 4xx and 5xx bodies of the mock the front replaces: all, or those it replaces by its own defaults.',
  }),
  frontIdleTimeout: timeout().optional().meta({
    takes: '`60s` or `never`',
    description: "After this time the front closes a client's idle connection; its own default when left out.",
  }),
  frontAnswerTimeout: timeout().optional().meta({
    takes: '`60s` or `never`',
    description:
      'So long the front waits for the mock before it answers with its own error; its own default when left out.',
  }),
  keepAliveTimeout: timeout().default(5000).meta({
    takes: '`5s` or `never`',
    default: '5s',
    description: 'After this time the mock closes an idle connection.',
  }),
  routes: z
    .array(Route)
    .max(10_000)
    .default([])
    .meta({ description: 'The routes, in the order in which they are tried.' }),
  default: Answer.optional().meta({
    description: 'The answer where no route fits; a 404 with a line of text when left out.',
  }),
})

/** A configuration as one writes it. */
export type MockConfigInput = z.input<typeof MockSchema>
/** A configuration that was read: times in milliseconds, sizes in bytes, defaults filled in. */
export type MockConfig = z.output<typeof MockSchema>
export type RouteSpec = MockConfig['routes'][number]
