import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'

/** A free loopback port for each name. All are held until all are known, so that no two are the same. */
export async function freePorts(names: string[]): Promise<Record<string, number>> {
  const held = await Promise.all(names.map(holdPort))
  for (const { server } of held) {
    server.close()
    await once(server, 'close')
  }
  return Object.fromEntries(held.map(({ name, port }) => [name, port]))
}

async function holdPort(name: string) {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { name, server, port: (server.address() as AddressInfo).port }
}
