import { isMainThread } from 'node:worker_threads'
import { say } from './boundary/index.js'
import { beginOrRefuse, lineOf } from './environment/index.js'
import { printAsEnvironmentSays } from './printing/index.js'
import { optionsFromEnvironment, startTracker } from './tracker/index.js'

// `node --import @halfopen/node/register app.js`, or `--require` for its twin.
beginOrRefuse(() => {
  startTracker(optionsFromEnvironment(process.env))
  printAsEnvironmentSays(process.env)
})
// Only where it is asked for: the endpoint needs a server, and so takes longer to load than all the rest.
if (isMainThread && (process.env['HALFOPEN_ADMIN'] ?? '') !== '') void startAsEnvironmentSays()

/** Whatever is wrong with the endpoint, by now the program that is looked at has begun: it is told, and goes on. */
async function startAsEnvironmentSays(): Promise<void> {
  try {
    const { adminFromEnvironment, startAdmin } = await import('./admin/index.js')
    const options = adminFromEnvironment(process.env)
    if (options === undefined) return
    const { url } = await startAdmin(options)
    say(`halfopen: ${url} shows connections and metrics to whoever has the token\n`)
  } catch (error) {
    say(`halfopen: ${lineOf(error)}\n`)
  }
}
