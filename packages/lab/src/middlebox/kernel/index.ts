export { kernelBackend } from './backend.js'
