export { EACCES, EAGAIN, EINTR, EMFILE, ENFILE, ENOENT, EPERM, errnoName } from './errno.js'
export { type Libc, loadLibc } from './libc.js'
export { allocate, type Memory } from './memory.js'
