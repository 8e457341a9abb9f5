import { Hono } from 'hono'
import type { Proxies, ProxyChange, ProxySpec } from '../proxies/index.js'
import { errorBody, jsonBody } from './answers.js'

/** `/proxies`, `/populate` and `/reset`. What a body holds is checked by the proxies. */
export function proxyRoutes(proxies: Proxies): Hono {
  const routes = new Hono()
  routes.get('/proxies', (context) =>
    context.json(Object.fromEntries(proxies.list().map((proxy) => [proxy.name, proxy.toJSON()]))),
  )
  routes.post('/proxies', async (context) => {
    const proxy = await proxies.create((await jsonBody(context)) as ProxySpec)
    return context.json(proxy.toJSON(), 201)
  })
  routes.post('/populate', async (context) => {
    try {
      const populated = await proxies.populate((await jsonBody(context)) as readonly ProxySpec[])
      return context.json({ proxies: populated.map((proxy) => proxy.toJSON()) }, 201)
    } catch (error) {
      const body = errorBody(error as Error)
      return context.json({ ...body, proxies: null }, body.status)
    }
  })
  routes.post('/reset', async (context) => {
    await proxies.reset()
    return context.body(null, 204)
  })
  routes.get('/proxies/:proxy', (context) => context.json(proxies.get(context.req.param('proxy')).toJSON()))
  // PATCH since Toxiproxy 2.6; POST, deprecated there, is what most clients send.
  routes.on(['POST', 'PATCH'], '/proxies/:proxy', async (context) => {
    const proxy = proxies.get(context.req.param('proxy'))
    await proxy.update((await jsonBody(context)) as ProxyChange)
    return context.json(proxy.toJSON())
  })
  routes.delete('/proxies/:proxy', async (context) => {
    await proxies.remove(context.req.param('proxy'))
    return context.body(null, 204)
  })
  return routes
}
