import { generateKeyPair, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { promisify } from 'node:util'

import { DAY_MS } from '@halfopen/core'

const VALID_DAYS = 30

export interface Certificate {
  /** PEM. It signed itself, so that a client that trusts it needs nothing else. */
  readonly certificate: string
  readonly key: string
  /** SHA-256, as `openssl x509 -fingerprint -sha256` prints it. */
  readonly fingerprint: string
}

/** A certificate for localhost, 127.0.0.1, ::1 and `host`, made now and kept nowhere. */
export async function newCertificate(host: string): Promise<Certificate> {
  // Made by node:crypto: in node-forge, pure JavaScript, a key takes seconds.
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const certificate = await signed({ publicKey, privateKey, names: new Set(['localhost', '127.0.0.1', '::1', host]) })
  return { certificate, key: privateKey, fingerprint: new X509Certificate(certificate).fingerprint256 }
}

interface Parts {
  readonly publicKey: string
  readonly privateKey: string
  readonly names: ReadonlySet<string>
}

async function signed({ publicKey, privateKey, names }: Parts): Promise<string> {
  const { default: forge } = await import('node-forge')
  const certificate = forge.pki.createCertificate()
  const now = Date.now()
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey)
  // RFC 5280 §4.1.2.2: positive; a leading 00 byte keeps it so.
  certificate.serialNumber = `00${forge.util.bytesToHex(forge.random.getBytesSync(16))}`
  // A day early, for clients whose clock is behind.
  certificate.validity.notBefore = new Date(now - DAY_MS)
  certificate.validity.notAfter = new Date(now + VALID_DAYS * DAY_MS)
  const subject = [{ name: 'commonName', value: 'halfopen lab' }]
  certificate.setSubject(subject)
  certificate.setIssuer(subject)
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectAltName', altNames: [...names].map(altName) },
    { name: 'subjectKeyIdentifier' },
  ])
  certificate.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create())
  return forge.pki.certificateToPem(certificate)
}

/** GeneralName of RFC 5280 §4.2.1.6: 7 iPAddress, 2 dNSName. */
const altName = (name: string) => (isIP(name) > 0 ? { type: 7, ip: name } : { type: 2, value: name })
