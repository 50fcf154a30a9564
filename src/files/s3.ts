import { openAsBlob } from 'node:fs'
import { DOMParser, type Document, type Element } from '@xmldom/xmldom'
import { AwsClient } from 'aws4fetch'
import { type FileStore, FileStoreError, isStoredName } from './file-store.ts'

/** An S3-compatible store, as an operator configures it. */
export type S3Settings = {
  /** Its endpoint: buckets are the first part of a path there. */
  url: string
  region: string
  bucket: string
  accessKeyId: string
  secretAccessKey: string
}

/** What our objects are called begins so: the bucket may hold other things. */
const PREFIX = 'files/'
/** Each after the one before has failed on their side. */
const RETRIES = 2
const ANSWER_MS = 300_000

/** Keeps files in a bucket of an S3-compatible store. */
export function createS3Store(settings: S3Settings): FileStore {
  const { url, bucket, region, accessKeyId, secretAccessKey } = settings
  const client = new AwsClient({
    accessKeyId,
    secretAccessKey,
    region,
    service: 's3',
    retries: RETRIES,
  })
  const address = (name: string) => `${url}/${bucket}/${PREFIX}${name}`

  async function ask(target: string, init: RequestInit = {}): Promise<Response> {
    try {
      return await client.fetch(target, { ...init, signal: AbortSignal.timeout(ANSWER_MS) })
    } catch (cause) {
      throw new FileStoreError('The S3 store cannot be reached.', { cause })
    }
  }

  /** @throws FileStoreError for an answer that is none of success */
  async function done(answer: Promise<Response>): Promise<Response> {
    const response = await answer
    if (response.ok) return response
    // What it says may name the key that it refuses.
    await response.body?.cancel()
    throw new FileStoreError(`The S3 store answered with ${response.status}.`)
  }

  return {
    id: 's3',
    async put(name, { path, sha256 }) {
      // A blob has a length, without which S3 takes nothing; the store holds it against the hash.
      const body = await openAsBlob(path)
      const headers = { 'x-amz-content-sha256': sha256.toString('hex') }
      await (await done(ask(address(name), { method: 'PUT', body, headers }))).body?.cancel()
    },
    async read(name) {
      const { body } = await done(ask(address(name)))
      if (body === null) throw new FileStoreError('The S3 store answered with nothing.')
      return body
    },
    async remove(name) {
      const response = await ask(address(name), { method: 'DELETE' })
      await response.body?.cancel()
      if (response.ok || response.status === 404) return
      throw new FileStoreError(`The S3 store answered with ${response.status}.`)
    },
    async *olderThan(time) {
      let token: string | undefined
      do {
        const query = new URLSearchParams({ 'list-type': '2', prefix: PREFIX })
        if (token !== undefined) query.set('continuation-token', token)
        const response = await done(ask(`${url}/${bucket}?${query}`))
        const listing = readListing(await response.text())
        for (const { key, modified } of listing.objects) {
          const name = key.slice(PREFIX.length)
          if (isStoredName(name) && modified < time) yield name
        }
        token = listing.next
      } while (token !== undefined)
    },
  }
}

/** A page of the names in a bucket, and what asks for the next one. */
function readListing(text: string): { objects: { key: string; modified: Date }[]; next?: string } {
  const document = new DOMParser().parseFromString(text, 'text/xml')
  const textOf = (of: Element | Document, name: string) =>
    of.getElementsByTagName(name)[0]?.textContent ?? undefined
  const objects = Array.from(document.getElementsByTagName('Contents')).map((one) => ({
    key: textOf(one, 'Key') ?? '',
    modified: new Date(textOf(one, 'LastModified') ?? Number.NaN),
  }))
  const next = textOf(document, 'NextContinuationToken')
  return { objects, ...(next !== undefined && { next }) }
}
