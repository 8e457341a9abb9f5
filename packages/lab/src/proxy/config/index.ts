export { parseProxyConfig, readProxyConfig } from './config.js'
