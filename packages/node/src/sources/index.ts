import type { Source } from '../ledger/index.js'
import { http2Source } from './http2/index.js'
import { httpSource } from './http/index.js'
import { pgSource } from './pg/index.js'
import { undiciSource } from './undici/index.js'

/** Every library that is watched. A new source is one line here. */
export const SOURCES: readonly Source[] = [undiciSource, httpSource, http2Source, pgSource]
