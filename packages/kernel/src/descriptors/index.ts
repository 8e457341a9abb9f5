export { NativeDescriptors } from './native.js'
export { NodeDescriptors } from './node.js'
export type { DescriptorReader, DescriptorVisitor } from './reader.js'
