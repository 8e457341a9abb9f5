// The report of the nightly backup: the size of each object, by GetObject, of which nobody reads the body. The SDK
// then says that its sockets are at capacity, and not whose they are.
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { startServers } from '../servers.mjs'

const { s3: endpoint } = await startServers('s3rver.mjs')
const Bucket = 'bucket'
const client = new S3Client({
  endpoint,
  region: 'us-east-1',
  forcePathStyle: true,
  credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
  requestHandler: { httpAgent: { maxSockets: 4 }, socketAcquisitionWarningTimeout: 500 },
  requestChecksumCalculation: 'WHEN_REQUIRED',
})

const keys = Array.from({ length: 12 }, (_, day) => `backup-${day}`)
for (const Key of keys) await client.send(new PutObjectCommand({ Bucket, Key, Body: 'x'.repeat(1_000_000) }))

async function sizeOf(Key) {
  const { ContentLength } = await client.send(new GetObjectCommand({ Bucket, Key })) // leak
  return ContentLength
}

setInterval(() => undefined, 1000)
await Promise.all(keys.map(sizeOf))
process.stdout.write('never comes here')
