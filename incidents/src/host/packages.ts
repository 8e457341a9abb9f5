import { execFile } from 'node:child_process'

/** What the runner itself needs, beside each incident's programs. */
const RUNNER_NEEDS = ['iproute2', 'util-linux']

/** The Debian packages of these that are not installed; null where there is no dpkg to ask. */
export async function missingPackages(packages: string[]): Promise<string[] | null> {
  const wanted = [...new Set([...RUNNER_NEEDS, ...packages])]
  const installed = await installedOf(wanted)
  return installed === null ? null : wanted.filter((name) => !installed.has(name))
}

/** dpkg-query exits 1 when it does not know one of the names, and answers for the others. */
function installedOf(wanted: string[]): Promise<Set<string> | null> {
  return new Promise((resolve, reject) => {
    const argv = ['--show', '--showformat', '${Package} ${db:Status-Status}\n', ...wanted]
    execFile('dpkg-query', argv, { timeout: 20_000 }, (error, stdout) => {
      if (error?.code === 'ENOENT') return resolve(null)
      if (error !== null && typeof error.code !== 'number') return reject(error)
      const lines = stdout.split('\n').map((line) => line.split(' '))
      resolve(new Set(lines.flatMap(([name, status]) => (name && status === 'installed' ? [name] : []))))
    })
  })
}
