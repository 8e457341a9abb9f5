import { optionsFromEnvironment, startTracker } from './tracker/index.js'

// `node --import @halfopen/node/register app.js`, or `--require` for its twin.
startTracker(optionsFromEnvironment(process.env))
