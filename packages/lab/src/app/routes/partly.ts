import type { Exchange } from '../exchange/index.js'

/** How far an answer comes before it fails. */
export type Sent = 'nothing' | 'headers' | 'half'

/** Sends the first part of an answer that will never be whole. */
export async function sendPart(
  exchange: Exchange,
  { sent, body }: { readonly sent: Sent; readonly body: number },
): Promise<void> {
  if (sent === 'nothing') return
  exchange.head(200, { 'content-type': 'text/plain', 'content-length': body })
  if (sent === 'half') await exchange.fill(Math.floor(body / 2))
}
