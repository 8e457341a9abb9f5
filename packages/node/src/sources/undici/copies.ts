import { watchModules } from '../modules/index.js'
import type { Desk, Hooked } from './desk.js'
import type { Dispatch } from './shapes.js'

type Prototype = { dispatch: Dispatch }

/** Wraps `dispatch` of every copy of undici in the process: Node.js's own, and those from npm. */
export class Copies {
  private readonly hooked = new Map<Prototype, Hooked>()

  constructor(private readonly desk: Desk) {}

  /** The copy behind the global dispatcher: Node.js's own, unless one from npm was loaded first. */
  hookGlobal(): void {
    for (const version of [1, 2]) {
      const dispatcher = (globalThis as Record<symbol, unknown>)[Symbol.for(`undici.globalDispatcher.${version}`)]
      const prototype = basePrototype(dispatcher)
      if (prototype !== undefined) this.hook(prototype)
    }
  }

  /** Copies from npm that are loaded already, and those to come. */
  hookModules(): () => void {
    return watchModules({ isWanted: isDispatcherBase, seen: (exports) => this.hookExports(exports) })
  }

  unhook(): void {
    for (const [prototype, { original, wrapper }] of this.hooked) {
      if (prototype.dispatch === wrapper) prototype.dispatch = original
    }
    this.hooked.clear()
  }

  private hookExports(exports: unknown): void {
    const { prototype } = (typeof exports === 'function' ? exports : {}) as { prototype?: unknown }
    if (isPrototype(prototype)) this.hook(prototype)
  }

  private hook(prototype: Prototype): void {
    if (this.hooked.has(prototype)) return
    const original = prototype.dispatch
    const wrapper = this.wrapperOf(original)
    this.hooked.set(prototype, { original, wrapper })
    prototype.dispatch = wrapper
  }

  private wrapperOf(original: Dispatch): Dispatch {
    const { desk } = this
    const hooked: Hooked = {
      original,
      wrapper: function dispatch(options, handler) {
        return desk.dispatch(this, hooked, options, handler)
      },
    }
    return hooked.wrapper
  }
}

/** DispatcherBase: the class whose own `dispatch` every Client, Pool and Agent inherits. Its parent's only throws. */
function basePrototype(dispatcher: unknown): Prototype | undefined {
  for (let prototype = parent(dispatcher); prototype !== undefined; prototype = parent(prototype)) {
    if (isPrototype(prototype) && Object.hasOwn(prototype, 'destroyed')) return prototype
  }
  return undefined
}

function parent(value: unknown): object | undefined {
  return typeof value === 'object' && value !== null ? (Object.getPrototypeOf(value) ?? undefined) : undefined
}

function isPrototype(value: unknown): value is Prototype {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'dispatch')
}

/** `undici/lib/dispatcher/dispatcher-base.js`, under whatever name undici is installed; undici 5 has it in `lib/`. */
function isDispatcherBase(request: string): boolean {
  return request.endsWith('dispatcher-base') || request.endsWith('dispatcher-base.js')
}
