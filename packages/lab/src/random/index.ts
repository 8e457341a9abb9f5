export { newSeed, type Random, seeded } from './random.js'
