import { Counter, Registry } from 'prom-client'
import type { Proxies } from '../proxies/index.js'

const LABELS = ['direction', 'proxy', 'listener', 'upstream'] as const

/** Toxiproxy's metrics, read from the proxies when they are asked for. */
export function metricsOf(proxies: Proxies): Registry {
  const registry = new Registry()
  counter('received', 'Bytes that came in on a link of a proxy.')
  counter('sent', 'Bytes that a link of a proxy passed on.')
  return registry

  function counter(what: 'received' | 'sent', help: string): void {
    const metric = new Counter({
      name: `toxiproxy_proxy_${what}_bytes_total`,
      help,
      labelNames: LABELS,
      registers: [registry],
      collect() {
        this.reset()
        for (const { traffic, ...proxy } of proxies.list().map(labelled)) {
          this.inc({ ...proxy, direction: 'upstream' }, traffic.upstream[what])
          this.inc({ ...proxy, direction: 'downstream' }, traffic.downstream[what])
        }
      },
    })
    void metric
  }
}

function labelled(proxy: ReturnType<Proxies['list']>[number]) {
  const { name, listen, upstream } = proxy.toJSON()
  return { traffic: proxy.traffic, proxy: name, listener: listen, upstream }
}
