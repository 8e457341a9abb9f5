export { EACCES, EAGAIN, EINTR, EINVAL, ENOENT, ENOTDIR, EPERM, errnoName } from './errno.js'
export { type Libc, loadLibc } from './libc.js'
export { allocate, type Memory } from './memory.js'
