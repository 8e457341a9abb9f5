// The AWS SDK's S3 client against an S3 server: every kind of command once, and all that is to be seen of it.
import { Agent } from 'node:http'
import { text } from 'node:stream/consumers'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { startServers } from '../servers.mjs'
import { errorOf, Record } from './record.mjs'

const record = new Record()
const { s3: endpoint } = await startServers('s3rver.mjs')
const agent = new Agent({ keepAlive: true, maxSockets: 2 })
const client = new S3Client({
  endpoint,
  region: 'us-east-1',
  forcePathStyle: true,
  maxAttempts: 1,
  credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
  requestHandler: { httpAgent: agent, requestTimeout: 10_000 },
  // s3rver knows no trailing checksums.
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
})

const Bucket = 'bucket'
const BIG = 'x'.repeat(1_000_000)

/** Notes what a command gives, but for what is another each time. */
async function send(command, read = async () => undefined, options = {}) {
  const name = command.constructor.name
  try {
    const output = await client.send(command, options)
    const { httpStatusCode, attempts } = output.$metadata
    const { ETag, ContentType, ContentLength, ContentRange, Metadata, Deleted, Contents, IsTruncated } = output
    const told = { ETag, ContentType, ContentLength, ContentRange, Metadata, Deleted, IsTruncated }
    const keys = Contents?.map(({ Key, Size }) => [Key, Size])
    record.note('sdk', name, httpStatusCode, attempts, told, { keys, read: await read(output.Body) })
    return output
  } catch (error) {
    const { $metadata, $fault } = error
    record.note('sdk', name, errorOf(error), {
      $fault,
      status: $metadata?.httpStatusCode,
      attempts: $metadata?.attempts,
    })
  }
}

const length = async (body) => (await text(body)).length

await send(new ListBucketsCommand({}))
await send(new PutObjectCommand({ Bucket, Key: 'big', Body: BIG }))
await send(new PutObjectCommand({ Bucket, Key: 'small', Body: Buffer.from('small'), ContentType: 'text/plain' }))
await send(new PutObjectCommand({ Bucket, Key: 'typed', Body: new Uint8Array(70_000), Metadata: { from: 'here' } }))
await send(new HeadObjectCommand({ Bucket, Key: 'typed' }))
await send(new HeadObjectCommand({ Bucket, Key: 'nothing' }))
await send(new GetObjectCommand({ Bucket, Key: 'big' }), length)
await send(new GetObjectCommand({ Bucket, Key: 'big' }), async (body) => (await body.transformToString()).length)
await send(new GetObjectCommand({ Bucket, Key: 'big' }), async (body) => (await body.transformToByteArray()).byteLength)
await send(new GetObjectCommand({ Bucket, Key: 'big' }), async (body) => await length(body.transformToWebStream()))
await send(new GetObjectCommand({ Bucket, Key: 'big', Range: 'bytes=10-19' }), length)
await send(new GetObjectCommand({ Bucket, Key: 'nothing' }))
await send(new GetObjectCommand({ Bucket: 'nowhere', Key: 'nothing' }))
await send(new GetObjectCommand({ Bucket, Key: 'big', IfNoneMatch: '*' }))
await send(new GetObjectCommand({ Bucket, Key: 'big' }), (body) => void body.destroy())
await send(new GetObjectCommand({ Bucket, Key: 'big' }), async (body) => {
  for await (const chunk of body) return chunk.length > 0
})
await send(new GetObjectCommand({ Bucket, Key: 'big' }), undefined, { abortSignal: AbortSignal.abort() })
await send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: 'bucket/small' }))
await send(new ListObjectsV2Command({ Bucket, MaxKeys: 2 }))

const { UploadId } = await send(new CreateMultipartUploadCommand({ Bucket, Key: 'parts' }))
const { ETag } = await send(new UploadPartCommand({ Bucket, Key: 'parts', UploadId, PartNumber: 1, Body: BIG }))
const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] }
await send(new CompleteMultipartUploadCommand({ Bucket, Key: 'parts', UploadId, MultipartUpload }))
await send(new AbortMultipartUploadCommand({ Bucket, Key: 'parts', UploadId }))

// More commands than sockets: they wait for one another.
const gets = Array.from({ length: 10 }, () => client.send(new GetObjectCommand({ Bucket, Key: 'big' })))
record.note('sdk', await Promise.all(gets.map(async (get) => await length((await get).Body))))
record.note('agent', { free: Object.values(agent.freeSockets).length, busy: Object.values(agent.sockets).length })

await send(new DeleteObjectCommand({ Bucket, Key: 'copy' }))
await send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'small' }, { Key: 'typed' }] } }))
await send(new ListObjectsV2Command({ Bucket }))

client.destroy()
agent.destroy()
record.print()
