export { type Address, type ListenOptions } from './serving/index.js'
export { newSeed, type Random, seeded } from './random/index.js'
