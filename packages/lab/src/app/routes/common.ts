import type { ArmKeepAlive, LiveConnection } from '../connection/index.js'
import { choice, duration, optional, text, type ValuesOf } from '../parameters/index.js'

/** What every route takes. */
export const COMMON = {
  'keep-alive': optional(
    duration({
      does: "arms TCP keep-alive at the app's end of the connection: the time, and the interval, in whole seconds",
      usually: '60s',
      min: 1000,
      max: 32_400_000,
    }),
    'not armed',
  ),
  nagle: choice(['off', 'on'], 'on: the kernel holds small pieces back until the earlier ones are acknowledged'),
  mark: text(64, 'means nothing: find your own requests in /connections by it'),
}

export function applyCommon(
  values: ValuesOf<typeof COMMON>,
  { connection, armKeepAlive }: { readonly connection: LiveConnection; readonly armKeepAlive: ArmKeepAlive },
): void {
  const keepAliveMs = values['keep-alive']
  if (keepAliveMs !== undefined) armKeepAlive(connection.raw, keepAliveMs)
  connection.raw.setNoDelay(values.nagle === 'off')
}
