import { SocketHandles } from '@halfopen/kernel'
import { type OpenOptions, openRelay, PauseSilence, PROXY_CANNOT, type Senses } from '../relay/index.js'
import type { BackendFactory, FlowPolicy, Middlebox } from '../types.js'
import { type Abilities, abilitiesOf } from './abilities.js'
import { descriptorOf } from './descriptor.js'
import { DataHearing, SegmentHearing } from './hearing.js'
import { FilterSilence, UnreadSilence } from './silence.js'

/** A userspace proxy that asks Linux about its sockets: it sees keep-alive probes, and can fall truly silent. */
export const nativeBackend: BackendFactory = {
  backend: 'native',
  refuses: () => undefined,
  unavailable,
  open,
}

async function unavailable(): Promise<string | undefined> {
  const handles = SocketHandles.open()
  if (!handles.ok) return handles.error.message
  const { readsTcpInfo } = await abilitiesOf(handles.value)
  return readsTcpInfo ? undefined : 'this kernel does not answer TCP_INFO'
}

async function open(options: OpenOptions): Promise<Middlebox> {
  const handles = SocketHandles.open()
  if (!handles.ok) throw handles.error
  const abilities = await abilitiesOf(handles.value)
  return openRelay(options, {
    backend: 'native',
    senses: kernelSenses(handles.value, options.policy, abilities),
    cannot: cannot(options.policy, abilities),
  })
}

export function kernelSenses(handles: SocketHandles, policy: FlowPolicy, { dropsIncoming }: Abilities): Senses {
  const hears = policy.keepAlive === 'honour' ? SegmentHearing : DataHearing
  return {
    ask: policy.keepAlive === 'honour' ? 'always' : 'when-due',
    hearing: (socket) => new hears(handles, descriptorOf(socket)),
    silence(socket, onward) {
      const fd = descriptorOf(socket)
      return dropsIncoming
        ? new FilterSilence(handles, fd)
        : new UnreadSilence(handles, fd, new PauseSilence(socket, onward))
    },
  }
}

function cannot({ atExpiry }: FlowPolicy, { dropsIncoming }: Abilities): readonly string[] {
  const goesSilent = atExpiry !== 'close' && atExpiry !== 'reset-both'
  if (dropsIncoming || !goesSilent) return PROXY_CANNOT
  return [
    ...PROXY_CANNOT,
    'its kernel still acknowledges late data and probes (it refuses the filter that prevents it)',
  ]
}
