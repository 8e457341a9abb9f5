import { chunked } from './chunked.js'
import { close } from './close.js'
import { connections } from './connections.js'
import { echo } from './echo.js'
import { endless } from './endless.js'
import { events } from './events.js'
import { firstByte } from './first-byte.js'
import { homeOf } from './home.js'
import { keepAlive } from './keep-alive.js'
import { longPoll } from './long-poll.js'
import type { Route } from './route.js'
import { silence } from './silence.js'
import { sleep } from './sleep.js'
import { slowBody } from './slow-body.js'
import { status } from './status.js'
import { websocket } from './websocket.js'

const QUESTIONS: readonly Route[] = [
  sleep,
  firstByte,
  slowBody,
  endless,
  silence,
  close,
  keepAlive,
  status,
  chunked,
  events,
  websocket,
  longPoll,
  echo,
  connections,
]

/** Every route of the app. */
export const ROUTES: readonly Route[] = [homeOf(QUESTIONS), ...QUESTIONS]

export { Bell } from './bell.js'
export { applyCommon, COMMON } from './common.js'
export { CONNECTIONS_SCHEMA } from './connections.js'
export type { Handshake, Route, Scene } from './route.js'
