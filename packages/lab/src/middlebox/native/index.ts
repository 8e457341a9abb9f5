export { descriptorOf } from './descriptor.js'
export { nativeBackend } from './native.js'
