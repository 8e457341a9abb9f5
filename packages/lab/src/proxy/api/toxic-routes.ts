import { Hono } from 'hono'
import type { Proxies } from '../proxies/index.js'
import type { ToxicChange, ToxicSpec } from '../toxics/index.js'
import { jsonBody } from './answers.js'

/** `/proxies/{proxy}/toxics`. What a body holds is checked by the proxy's toxics. */
export function toxicRoutes(proxies: Proxies): Hono {
  const routes = new Hono()
  const toxicsOf = (proxy: string) => proxies.get(proxy).toxics
  routes.get('/proxies/:proxy/toxics', (context) => context.json(toxicsOf(context.req.param('proxy')).list()))
  routes.post('/proxies/:proxy/toxics', async (context) => {
    const toxics = toxicsOf(context.req.param('proxy'))
    return context.json(await toxics.add((await jsonBody(context)) as ToxicSpec))
  })
  routes.get('/proxies/:proxy/toxics/:toxic', (context) => {
    const { proxy, toxic } = context.req.param()
    return context.json(toxicsOf(proxy).get(toxic))
  })
  routes.on(['POST', 'PATCH'], '/proxies/:proxy/toxics/:toxic', async (context) => {
    const { proxy, toxic } = context.req.param()
    return context.json(await toxicsOf(proxy).update(toxic, (await jsonBody(context)) as ToxicChange))
  })
  routes.delete('/proxies/:proxy/toxics/:toxic', async (context) => {
    const { proxy, toxic } = context.req.param()
    await toxicsOf(proxy).remove(toxic)
    return context.body(null, 204)
  })
  return routes
}
