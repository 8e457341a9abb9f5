export { FarEnd } from './far-end.js'
export { NameService } from './name-service.js'
