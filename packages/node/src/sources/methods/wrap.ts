/** A method as its caller sees it. */
type Method = (this: object, ...args: unknown[]) => unknown

/**
 * Stands around a method: calls `original` with `self` and `args`, or not. `below` is the function in the method's
 * place: the frame under which call sites begin.
 */
export type Around = (self: object, args: unknown[], original: Method, below: Method) => unknown

/**
 * Puts a wrapper in the place of a method, with its name, length and attributes. Returns what takes it away again;
 * when somebody has wrapped the wrapper since, it stays, and does nothing.
 */
export function wrapMethod(target: object, name: string, around: Around): () => void {
  const own = Object.getOwnPropertyDescriptor(target, name)
  const original = (target as Record<string, Method>)[name] as Method
  let isActive = true
  const wrapper: Method = function (...args) {
    return isActive ? around(this, args, original, wrapper) : Reflect.apply(original, this, args)
  }
  for (const key of ['name', 'length'] as const) {
    Object.defineProperty(wrapper, key, { value: original[key], configurable: true })
  }
  Object.defineProperty(target, name, { configurable: true, writable: true, enumerable: false, ...own, value: wrapper })
  return () => {
    isActive = false
    if ((target as Record<string, unknown>)[name] !== wrapper) return
    if (own === undefined) Reflect.deleteProperty(target, name)
    else Object.defineProperty(target, name, own)
  }
}
