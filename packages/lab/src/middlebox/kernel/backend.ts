import type { BackendFactory } from '../types.js'
import { refuses } from './limits.js'
import { open } from './open.js'
import { unavailable } from './agent/index.js'

/** Real TCP at both ends, in network namespaces, and rules of the packet filter in between: nothing on the path ends TCP. */
export const kernelBackend: BackendFactory = { backend: 'kernel', refuses, unavailable, open }
