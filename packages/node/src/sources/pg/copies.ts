import { wrapMethod } from '../methods/index.js'
import { watchModules } from '../modules/index.js'
import type { Desk } from './desk.js'
import type { PgClient, PgPool } from './shapes.js'

/** Wraps the Pool of every copy of pg-pool in the process; the Pool of `pg` inherits from its own copy's. */
export class Copies {
  private readonly hooked = new Map<object, (() => void)[]>()

  constructor(private readonly desk: Desk) {}

  /** Copies that are loaded already, and those to come. */
  hookModules(): () => void {
    return watchModules({ isWanted: isPgPool, seen: (exports) => this.hookExports(exports) })
  }

  unhook(): void {
    for (const unwrap of [...this.hooked.values()].flat()) unwrap()
    this.hooked.clear()
  }

  private hookExports(exports: unknown): void {
    const { prototype } = (typeof exports === 'function' ? exports : {}) as { prototype?: unknown }
    if (isPrototype(prototype) && !this.hooked.has(prototype)) this.hooked.set(prototype, this.hook(prototype))
  }

  private hook(prototype: object): (() => void)[] {
    const { desk } = this
    return [
      wrapMethod(prototype, 'connect', (pool, args, original, below) =>
        desk.connect(pool as PgPool, args, { call: (args) => Reflect.apply(original, pool, args), below }),
      ),
      wrapMethod(prototype, 'query', (pool, args, original) => desk.query(() => Reflect.apply(original, pool, args))),
      wrapMethod(prototype, '_release', (pool, args, original) =>
        desk.release(args as [PgClient, unknown, unknown], () => Reflect.apply(original, pool, args)),
      ),
    ]
  }
}

/** `pg-pool` as `pg` requires it, or its file. */
function isPgPool(request: string): boolean {
  return request === 'pg-pool' || /[\\/]pg-pool[\\/]index\.js$/.test(request)
}

/** As pg-pool has them since version 3: what they do is told by what is called. */
function isPrototype(value: unknown): value is object {
  return ['connect', 'query', '_release'].every(
    (name) => typeof (value as Record<string, unknown>)?.[name] === 'function',
  )
}
