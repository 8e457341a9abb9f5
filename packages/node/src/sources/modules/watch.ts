import { Module } from 'node:module'

/** Which modules a source wants to see, and what it does with them. */
export interface ModuleWatcher {
  /** Whether this is one of them, by the name it is required by, or by its file. */
  isWanted(request: string): boolean
  /** May be told the same exports more than once. */
  seen(exports: unknown): void
}

/** The loader of CommonJS modules; undocumented, and patched by so many tools that Node.js keeps it. */
interface Internals {
  _load: Load
  readonly _cache: Readonly<Record<string, { readonly exports: unknown } | undefined>>
}

type Load = (this: unknown, request: string, ...rest: unknown[]) => unknown

const loader = Module as unknown as Internals
/** Every source shares one hook. */
const watchers = new Set<ModuleWatcher>()
let unhook: () => void = () => undefined

/** Shows the CommonJS modules that are loaded already, and those to come, also the ones that ES modules import. Returns what stops it. */
export function watchModules(watcher: ModuleWatcher): () => void {
  for (const [file, module] of Object.entries(loader._cache)) {
    if (watcher.isWanted(file)) watcher.seen(module?.exports)
  }
  if (watchers.size === 0) unhook = hook()
  watchers.add(watcher)
  return () => {
    if (watchers.delete(watcher) && watchers.size === 0) unhook()
  }
}

function hook(): () => void {
  const original = loader._load
  const load: Load = function (request, ...rest) {
    const exports = original.call(this, request, ...rest)
    for (const watcher of watchers) if (watcher.isWanted(request)) watcher.seen(exports)
    return exports
  }
  loader._load = load
  return () => {
    // Somebody may have wrapped it since; ours then stays, and does nothing.
    if (loader._load === load) loader._load = original
  }
}
