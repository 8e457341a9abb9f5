import { expect, it } from 'vitest'
import { parseTarget } from '../target/index.js'
import { closesAtOnce, openFault } from './faults.js'

const PLACE = { address: '10.0.0.5', port: 443, tls: { host: '10.0.0.5', insecure: false } }

function told(at: 'tcp' | 'tls', code: string, message = 'x'): string {
  return openFault(parseTarget('https://10.0.0.5/'), { kind: 'failed', at, code, message }, PLACE).message
}

it('a certificate that is not trusted: what to give', () => {
  expect(told('tls', 'DEPTH_ZERO_SELF_SIGNED_CERT')).toMatch(/self-signed: .*NODE_EXTRA_CA_CERTS.*--insecure/)
})

it("OpenSSL's own lines do not reach the user", () => {
  const raw = '00A:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:record.c:1:\n'
  expect(told('tls', 'ERR_SSL_WRONG_VERSION_NUMBER', raw)).toContain('does not speak TLS: try http://')
  expect(told('tls', 'ERR_SSL_TLSV1_ALERT_UNRECOGNIZED_NAME', raw)).toMatch(
    /TLS failed: tlsv1 alert unrecognized name$/,
  )
  expect(told('tls', 'ERROR', 'first\nsecond')).toMatch(/TLS failed: first$/)
})

it('an early end blames nobody', () => {
  expect(told('tcp', 'ABORTED')).toContain('ended early')
})

it('tells what a server says before it hangs up, escaped', () => {
  const { message } = closesAtOnce(parseTarget('tcp://10.0.0.5:1'), '-DENIED\u001b[2J\r\n')
  expect(message).toContain('says "-DENIED')
  expect(message).not.toContain('\u001b')
})
