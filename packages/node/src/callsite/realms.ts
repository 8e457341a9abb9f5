import { join } from 'node:path'

type Prepare = NonNullable<typeof Error.prepareStackTrace>

/** Undefined: not looked for yet. Null: not to be had. */
let main: ErrorConstructor | null | undefined

/**
 * Whoever formats stacks here, the nearest first. jest, and vitest in pools of VM contexts, run tests in a realm that
 * has an `Error` of its own, and install what knows the maps in the realm that Node.js began with.
 */
export function formatters(): readonly Prepare[] {
  main ??= mainError()
  const realms: readonly Partial<ErrorConstructor>[] = main === null || main === Error ? [Error] : [Error, main]
  return realms.map(({ prepareStackTrace }) => prepareStackTrace).filter((prepare) => prepare !== undefined)
}

/** The `Error` of the realm that Node.js began with: its own code throws errors of that, wherever they are caught. */
function mainError(): ErrorConstructor | null {
  try {
    join(undefined as unknown as string)
  } catch (error) {
    return errorBelow(error as object)
  }
  // Somebody replaced the module.
  return null
}

function errorBelow(value: object): ErrorConstructor | null {
  const above = Object.getPrototypeOf(value) as { readonly constructor: unknown } | null
  if (above === null) return null
  const isRoot = Object.hasOwn(above, 'constructor') && (above.constructor as { name?: unknown }).name === 'Error'
  return isRoot && typeof above.constructor === 'function' ? (above.constructor as ErrorConstructor) : errorBelow(above)
}
