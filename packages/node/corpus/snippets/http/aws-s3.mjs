// GetObject, of which only the size is of interest: HeadObject was meant.
import { GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3'

export async function leak({ http }) {
  const { ContentLength } = await client(http).send(new GetObjectCommand({ Bucket: 'bucket', Key: 'big' })) // leak
  return ContentLength
}

export async function correct({ http }) {
  const { ContentLength } = await client(http).send(new HeadObjectCommand({ Bucket: 'bucket', Key: 'big' }))
  return ContentLength
}

function client(endpoint) {
  const credentials = { accessKeyId: 'id', secretAccessKey: 'secret' }
  return new S3Client({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true })
}
