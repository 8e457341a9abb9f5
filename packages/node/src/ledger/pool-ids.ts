let lastId = 0

/** An id for a pool that no other pool of this process has, whatever library it belongs to. */
export function newPoolId(): number {
  lastId += 1
  return lastId
}
