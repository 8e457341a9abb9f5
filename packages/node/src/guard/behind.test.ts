import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, it } from 'vitest'
import { guard, type GuardOptions } from './index.js'

function guarded(options: GuardOptions) {
  const server = createServer()
  using one = guard(server, options)
  return { advice: one.advice, keepAliveTimeout: server.keepAliveTimeout }
}

it('idles 5 s longer than the load balancer in front', () => {
  expect(guarded({ behind: 'aws-alb' })).toEqual({ advice: [], keepAliveTimeout: 65_000 })
  expect(guarded({ behind: 'gcp-alb-backend' })).toEqual({ advice: [], keepAliveTimeout: 605_000 })
  expect(guarded({ behind: { hop: 'aws-alb', idleTimeoutMs: 120_000 } }).keepAliveTimeout).toBe(125_000)
})

it('says why a shorter idle timeout gives 502, and which to use', () => {
  const { advice } = guarded({ behind: 'aws-alb', idleTimeoutMs: 5_000 })
  expect(advice).toMatchObject([{ option: 'idleTimeoutMs', setMs: 5_000, useMs: 65_000 }])
  expect(advice[0]?.why).toContain('closes an idle connection to this server after 60s, this server after 5s')
})

it('knows no number where the hop never closes', () => {
  expect(guarded({ behind: 'urllib3' }).advice).toMatchObject([{ option: 'idleTimeoutMs', useMs: null }])
})

it('asks for TCP keep-alive on a path that forgets', () => {
  expect(guarded({ behind: 'aws-nlb-tcp' })).toEqual({ advice: [], keepAliveTimeout: 65_000 })
  expect(guarded({ behind: 'azure-lb', tcpKeepAliveTimeMs: 240_000 }).advice).toMatchObject([
    { option: 'tcpKeepAliveTimeMs', setMs: 240_000, useMs: 60_000 },
  ])
  expect(guarded({ behind: 'azure-lb', tcpKeepAliveTimeMs: 0 }).advice[0]?.why).toContain('TCP keep-alive is off here')
})

it('tells it as an event too', async () => {
  using one = guard(createServer(), { behind: 'aws-alb', idleTimeoutMs: 5_000 })
  const [advice] = await once(one.events, 'advice')
  expect(advice).toBe(one.advice[0])
})
