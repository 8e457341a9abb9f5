// @ts-check
/** The relay under measurement: two sockets and `pipe`, or the laboratory's proxy. Tells its parent its port. */
import { once } from 'node:events'
import { connect, createServer } from 'node:net'

const [kind, targetPort = '', toxics = '[]'] = process.argv.slice(2)
process.send?.(kind === 'bare' ? await bare() : await lab())
process.on('disconnect', () => process.exit())

async function bare() {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const far = connect({ port: Number(targetPort), host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
    for (const socket of [client, far]) socket.on('error', () => socket.destroy())
    client.pipe(far)
    far.pipe(client)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return /** @type {import('node:net').AddressInfo} */ (server.address()).port
}

async function lab() {
  const { startProxyServer } = await import('@halfopen/lab')
  const server = await startProxyServer()
  const upstream = `127.0.0.1:${targetPort}`
  const proxy = await server.create({ name: 'measured', upstream, toxics: JSON.parse(toxics) })
  return proxy.address.port
}
