// A clone is kept for the log, and neither it nor the response is read, as the status says enough.
const log = []

export async function leak({ http }) {
  const response = await fetch(`${http}/missing`) // leak
  log.push(response.clone())
  return response.status === 404 ? undefined : await response.text()
}

/** A clone alone, unread, holds memory but no connection. */
export async function correct({ http }) {
  const response = await fetch(`${http}/missing`)
  log.push(response.clone())
  const text = await response.text()
  return response.status === 404 ? undefined : text
}
