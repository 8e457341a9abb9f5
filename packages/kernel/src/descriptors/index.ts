export { NativeDescriptors } from './native.js'
export { NodeDescriptors } from './node.js'
export { DENIED, type DescriptorReader, type DescriptorVisitor, NO_SOCKET } from './reader.js'
