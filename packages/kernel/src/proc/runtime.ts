import type { Runtime } from '@halfopen/core'

/** Program names of each runtime; a version may follow (`python3.11`, `php-fpm8.2`, `ruby3.1`). */
const PROGRAMS: readonly (readonly [Runtime, RegExp])[] = [
  ['node', /^(node|nodejs|bun|deno)$/],
  ['python', /^(python|pypy|uwsgi|gunicorn|uvicorn|celery)[\d.]*$/],
  ['java', /^(java|javaw|jsvc)$/],
  ['ruby', /^(ruby|jruby|truffleruby|puma|unicorn|passenger)[\d.]*$/],
  ['php', /^(php|php-cgi|php-fpm|apache2-php|frankenphp)[\d.]*$/],
  ['dotnet', /^dotnet$/],
  ['nginx', /^(nginx|openresty)$/],
  ['haproxy', /^haproxy$/],
]

export interface ProgramFacts {
  /** Path of the executable, or empty. */
  readonly exe: string
  /** Name the kernel keeps, at most 15 characters. */
  readonly comm: string
  readonly argv: readonly string[]
}

/** The runtime that the names give away: of the executable first, then of the command, which may be a wrapper. */
export function runtimeByName({ exe, comm, argv }: ProgramFacts): Runtime {
  const names = [baseName(exe), baseName(argv[0] ?? ''), titleName(argv[0] ?? ''), comm]
  for (const name of names) {
    const runtime = PROGRAMS.find(([, pattern]) => pattern.test(name))?.[0]
    if (runtime !== undefined) return runtime
  }
  return 'unknown'
}

export function baseName(path: string): string {
  return (
    path
      .replace(/ \(deleted\)$/, '')
      .split('/')
      .at(-1) ?? ''
  )
}

/** Programs that set their title write `nginx: worker process` or `gunicorn: master [app]`. */
function titleName(argument: string): string {
  return baseName(/^([\w./-]+):/.exec(argument)?.[1] ?? '')
}
