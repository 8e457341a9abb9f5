/** At most a tenth of the time goes into looking: who watches a host must not become its trouble. */
const REST_PER_LOOK = 10
/**
 * The first look is the dearest by far, because every owner has to be found.
 * It is paid already and says little about the next one.
 */
const REST_AFTER_FIRST = 2

/** The interval that was asked for, stretched where looks take so long that they would be a burden, ms. */
export function restedInterval(askedMs: number, look: { readonly tookMs: number; readonly looks: number }): number {
  return Math.max(askedMs, look.tookMs * (look.looks <= 1 ? REST_AFTER_FIRST : REST_PER_LOOK))
}
