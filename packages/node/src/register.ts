import { isMainThread } from 'node:worker_threads'
import { printAsEnvironmentSays } from './printing/index.js'
import { optionsFromEnvironment, startTracker } from './tracker/index.js'

// `node --import @halfopen/node/register app.js`, or `--require` for its twin.
startTracker(optionsFromEnvironment(process.env))
printAsEnvironmentSays(process.env)
// Only where it is asked for: the endpoint needs a server, and so takes longer to load than all the rest.
if (isMainThread && (process.env['HALFOPEN_ADMIN'] ?? '') !== '') void startAsEnvironmentSays()

async function startAsEnvironmentSays(): Promise<void> {
  const { adminFromEnvironment, startAdmin } = await import('./admin/index.js')
  const options = adminFromEnvironment(process.env)
  if (options === undefined) return
  try {
    const { url } = await startAdmin(options)
    process.stderr.write(`halfopen: ${url} shows connections and metrics to whoever has the token\n`)
  } catch (error) {
    // A port that is taken must not end the program that is looked at.
    process.stderr.write(`halfopen: ${error instanceof Error ? error.message : String(error)}\n`)
  }
}
