/** RFC 9110 section 15.4: the statuses whose Location a client follows by itself. */
export function isRedirect(status: number | undefined): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308
}
