import { Hono } from 'hono'
import type { Proxies } from '../proxies/index.js'
import { errorAnswer } from './answers.js'
import { boundedBody, noBrowsers } from './guards.js'
import { metricsOf } from './metrics.js'
import { proxyRoutes } from './proxy-routes.js'
import { toxicRoutes } from './toxic-routes.js'

/** The version of Toxiproxy whose API this is; clients look at its numbers. */
const VERSION = '2.9.0+halfopen'

/** Toxiproxy's HTTP API (its api.go), over these proxies. */
export function apiOf(proxies: Proxies): Hono {
  const app = new Hono({ strict: true })
  const metrics = metricsOf(proxies)
  app.onError((error, context) => errorAnswer(context, error))
  app.notFound((context) => context.text('404 page not found\n', 404))
  app.use(noBrowsers, boundedBody)
  app.route('/', proxyRoutes(proxies))
  app.route('/', toxicRoutes(proxies))
  app.get('/version', (context) =>
    context.body(`{"version": "${VERSION}"}\n`, 200, { 'content-type': 'application/json;charset=utf-8' }),
  )
  app.get('/metrics', async (context) =>
    context.body(await metrics.metrics(), 200, { 'content-type': metrics.contentType }),
  )
  return app
}
