export { portableBackend } from './portable.js'
