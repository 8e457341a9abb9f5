import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'

/** Toxiproxy's protection from web pages: a browser names itself so, and a page cannot change that name. */
export const noBrowsers: MiddlewareHandler = async (context, next) => {
  if (context.req.header('user-agent')?.startsWith('Mozilla/') === true) {
    return context.text('User agent not allowed\n', 403)
  }
  return next()
}

const MAX_BODY_BYTES = 4 * 1024 * 1024

export const boundedBody = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: (context) =>
    context.json({ error: `bad request body: more than ${MAX_BODY_BYTES} bytes`, status: 413 }, 413),
})
