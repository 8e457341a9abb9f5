export { parseProxyConfig } from './config.js'
