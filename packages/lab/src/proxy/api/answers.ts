import { type ErrorCode, HalfopenError } from '@halfopen/core'
import type { Context } from 'hono'

const STATUS: Partial<Readonly<Record<ErrorCode, 400 | 404 | 409>>> = { HO_FAULT: 400, HO_NO_SUCH: 404, HO_EXISTS: 409 }

/** Toxiproxy's error: `{"error": "proxy not found", "status": 404}`; whatever has no status of its own is a 500, as there. */
export function errorAnswer(context: Context, error: Error): Response {
  const { error: message, status } = errorBody(error)
  return context.json({ error: message, status }, status)
}

export function errorBody(error: Error) {
  const status = error instanceof HalfopenError ? (STATUS[error.code] ?? 500) : 500
  return { error: error.message, status } as const
}

/** The body as JSON, whatever its content type, as Toxiproxy reads it. HO_FAULT when it is none. */
export async function jsonBody(context: Context): Promise<unknown> {
  const text = await context.req.text()
  try {
    return JSON.parse(text)
  } catch (cause) {
    const why = text === '' ? 'EOF' : (cause as Error).message
    throw new HalfopenError('HO_FAULT', `bad request body: ${why}`, { cause })
  }
}
