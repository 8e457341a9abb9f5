/** An opt-in endpoint on loopback that shows what the tracker knows. */
export { type AdminOptions, adminFromEnvironment } from './options.js'
export { type Admin, startAdmin } from './server.js'
