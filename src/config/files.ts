import { type Static, Type } from 'typebox'
import { ConfigError } from './error.ts'

/** Files of evidence, and the store that takes them. */
export const FilesVariables = Type.Object({
  FILES_MAX_BYTES: Type.Integer({
    default: 50 * 1024 * 1024,
    minimum: 1024,
    maximum: 2 * 1024 * 1024 * 1024,
    description: 'How long a file that somebody sends as evidence may be.',
  }),
  FILES_S3_URL: Type.Optional(
    Type.String({
      description:
        'Endpoint of an S3-compatible store, which then takes new files. Unset: they lie under DATA_DIR, which several instances have to share.',
    }),
  ),
  FILES_S3_REGION: Type.String({
    default: 'us-east-1',
    minLength: 1,
    maxLength: 100,
    description: 'Region of that store.',
  }),
  FILES_S3_BUCKET: Type.Optional(
    Type.String({ description: 'Bucket there: files lie in it as files/....' }),
  ),
  FILES_S3_ACCESS_KEY_ID: Type.Optional(
    Type.String({ description: 'Key that may list, read, write and delete there.' }),
  ),
  FILES_S3_SECRET_ACCESS_KEY: Type.Optional(
    Type.String({ description: 'Its secret. Never stored or logged.' }),
  ),
})

export type FilesConfig = {
  filesMaxBytes: number
  /** The store of new files; undefined: the local disk. */
  filesS3:
    | { url: string; region: string; bucket: string; accessKeyId: string; secretAccessKey: string }
    | undefined
}

export function readFiles(values: Static<typeof FilesVariables>): FilesConfig {
  return { filesMaxBytes: values.FILES_MAX_BYTES, filesS3: checkS3(values) }
}

function checkS3(values: Static<typeof FilesVariables>): FilesConfig['filesS3'] {
  const {
    FILES_S3_URL: url,
    FILES_S3_BUCKET: bucket,
    FILES_S3_ACCESS_KEY_ID: accessKeyId,
    FILES_S3_SECRET_ACCESS_KEY: secretAccessKey,
    FILES_S3_REGION: region,
  } = values
  const given = [url, bucket, accessKeyId, secretAccessKey]
  if (given.every((value) => value === undefined)) return undefined
  if (url && bucket && accessKeyId && secretAccessKey) {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
      throw new ConfigError(
        'FILES_S3_URL must be the http or https URL of an S3-compatible store, such as https://s3.eu-west-2.amazonaws.com.',
      )
    }
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
      throw new ConfigError('FILES_S3_BUCKET must be the name of a bucket.')
    }
    return { url: url.replace(/\/+$/, ''), region, bucket, accessKeyId, secretAccessKey }
  }
  throw new ConfigError(
    'FILES_S3_URL, FILES_S3_BUCKET, FILES_S3_ACCESS_KEY_ID and FILES_S3_SECRET_ACCESS_KEY must be set together.',
  )
}
