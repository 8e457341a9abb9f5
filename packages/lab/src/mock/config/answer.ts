import { z } from 'zod'

import { duration, size } from './quantities.js'

/** Framing of a body (RFC 9112 section 6). */
const FRAMINGS = ['length', 'chunked', 'until-close'] as const

/** These say how the connection goes on: `framing` and `connection` set them. */
const RESERVED = new Set(['content-length', 'transfer-encoding', 'connection', 'keep-alive'])

// RFC 9110 section 5.6.2: token; section 5.5: field-value.
const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, { error: 'is not a header name' })
  .refine((name) => !RESERVED.has(name.toLowerCase()), { error: 'is set by `framing` and `connection`, not here' })
const fieldValue = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((value) => /^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value), { error: 'holds a character no header may have' })
const headerValue = z.union([fieldValue, z.array(fieldValue).max(100)], {
  error: 'takes a text or a list of texts without control characters',
})

/** YAML's aliases can make a value that holds itself; code can give a function. */
function canBeJson(value: unknown): boolean {
  try {
    return value === undefined || JSON.stringify(value) !== undefined
  } catch {
    return false
  }
}

const wrongStatus = { error: 'takes a status from 200 to 599' }
const status = z.int(wrongStatus).min(200, wrongStatus).max(599, wrongStatus)

/** What every answer may say; all optional, so that a step of a sequence can stand above its route. */
export const ANSWER_KEYS = {
  status: status.optional().meta({ takes: '200–599', default: 200, description: 'The status.' }),
  headers: z
    .record(headerName, headerValue)
    .optional()
    .meta({ takes: 'name: text, or a list', description: 'Headers to send, in this order.' }),
  text: z.string().optional().meta({ takes: 'text', description: 'The body, as UTF-8.' }),
  json: z
    .unknown()
    .optional()
    .refine(canBeJson, { error: 'cannot be written as JSON' })
    .meta({ takes: 'any value', description: 'The body, as JSON.' }),
  file: z.string().min(1).max(4096).optional().meta({
    takes: 'path',
    description: 'The body: a file of at most 64m, read at the start, seen from the configuration.',
  }),
  size: size().optional().meta({ takes: '`64k`', description: 'The body: so many bytes of text.' }),
  framing: z.enum(FRAMINGS).optional().meta({
    default: 'length',
    description: 'How the body ends: content-length, chunked, or by closing the connection.',
  }),
  connection: z
    .enum(['keep-alive', 'close'])
    .optional()
    .meta({ default: 'keep-alive', description: '`close` says so in a header, and closes after the answer.' }),
  delay: duration().optional().meta({ takes: '`250ms`', default: '0ms', description: 'Waits before the status line.' }),
  bodyDelay: duration().optional().meta({
    takes: '`250ms`',
    default: '0ms',
    description: 'Waits between the headers and the first byte of the body.',
  }),
  rate: size(1)
    .optional()
    .meta({ takes: '`10k`', description: 'Bytes of the body per second; no limit when left out.' }),
} as const

const AnswerShape = z.strictObject(ANSWER_KEYS)
export type AnswerSpec = z.output<typeof AnswerShape>

export const BODY_KEYS = ['text', 'json', 'file', 'size'] as const

export const bodyKeysOf = (spec: AnswerSpec) => BODY_KEYS.filter((key) => spec[key] !== undefined)

/** An answer has one body at most. */
export function checkBody(spec: AnswerSpec, context: z.core.$RefinementCtx): void {
  const [, second] = bodyKeysOf(spec)
  if (second === undefined) return
  context.addIssue({
    code: 'custom',
    path: [second],
    message: `a body is one of ${BODY_KEYS.join(', ')}, and is there already`,
  })
}

export const Answer = AnswerShape.superRefine(checkBody)
