import { bandwidth } from './bandwidth.js'
import { closeAfter } from './close-after.js'
import { halfOpen } from './half-open.js'
import { idleForget } from './idle-forget.js'
import { latency } from './latency.js'
import { limitData } from './limit-data.js'
import { resetPeer } from './reset-peer.js'
import { slicer } from './slicer.js'
import { slowAccept } from './slow-accept.js'
import { slowClose } from './slow-close.js'
import { timeout } from './timeout.js'

/** Every fault by its `type`: Toxiproxy's first, then ours. */
export const FAULTS = {
  latency,
  bandwidth,
  slow_close: slowClose,
  timeout,
  reset_peer: resetPeer,
  slicer,
  limit_data: limitData,
  idle_forget: idleForget,
  half_open: halfOpen,
  slow_accept: slowAccept,
  close_after: closeAfter,
} as const

export type FaultType = keyof typeof FAULTS

export const FAULT_TYPES = Object.keys(FAULTS) as readonly FaultType[]
