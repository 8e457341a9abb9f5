export { type Certificate, newCertificate } from './certificate.js'
export { type FrontParts, newFront } from './front.js'
