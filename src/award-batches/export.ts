import type { Readable } from 'node:stream'
import { stringify } from 'csv-stringify/sync'
import { credentialUrl } from '../assertions/index.ts'
import type { CredentialFormats } from '../credential-formats/index.ts'
import type { Database } from '../db/index.ts'
import type { Actor } from '../http/index.ts'
import type { Vault } from '../vault.ts'
import { type ZipEntry, zipOf } from '../zip/index.ts'
import { openAnswers } from './answers.ts'
import { answersOfChunk } from './answers-store.ts'
import { awardedChunks, nextAwarded, publishedById } from './awarded-store.ts'
import { visible } from './control.ts'
import { batchById } from './store.ts'

/** All that a batch awarded, in one archive. */
export type BatchExport = {
  /**
   * The signed credentials as they are served, in the order of the rows, after `index.csv`, which
   * says which is which and names nobody. Those that were revoked since are in it, too; those that
   * their learners hid or declined are in the index only. Rows are known by their numbers as long as
   * the answers are kept.
   *
   * @param options.images - adds the pictures of the badges with the credentials baked into them
   * @returns the archive, made while it is read
   */
  archive(actor: Actor, batchId: string, options: { images: boolean }): Promise<Readable>
}

/** A credential of the archive. */
type Item = {
  /** Counts from 1; null once the answers were forgotten. */
  row: number | null
  assertionId: string
  publicId: string
  status: 'active' | 'suspended' | 'revoked' | 'erased'
  /** Its learner may have hidden or declined it, or was erased. */
  isPublished: boolean
}

/** How many credentials are read at the same time. */
const TOGETHER = 32

export function createBatchExport(deps: {
  database: Database
  vault: Vault
  publicUrl: string
  formats: Pick<CredentialFormats, 'jsonLd' | 'baked'>
}): BatchExport {
  const { vault, publicUrl, formats } = deps
  const { queries } = deps.database

  /** The rows that awarded these assertions, as long as that is known. */
  async function rowsOf(batchId: string, number: number): Promise<Map<string, number>> {
    const chunk = await answersOfChunk(queries, batchId, number)
    if (!chunk?.sealedAnswers) return new Map()
    const answers = openAnswers(vault, chunk) ?? []
    return new Map(
      answers.flatMap(({ outcome, assertionId }, position) =>
        outcome === 'awarded' && assertionId !== undefined
          ? [[assertionId, chunk.firstRow + position]]
          : [],
      ),
    )
  }

  async function* items(batchId: string, chunks: number[]): AsyncGenerator<Item[]> {
    for (const number of chunks) {
      const awarded = await nextAwarded(queries, batchId, number - 1)
      if (awarded === undefined) return
      const rows = await rowsOf(batchId, number)
      const published = await publishedById(queries, awarded.assertionIds)
      yield awarded.assertionIds.flatMap((assertionId): Item[] => {
        const found = published.get(assertionId)
        if (found === undefined) return []
        const { publicId } = found
        const row = rows.get(assertionId) ?? null
        const isPublished = found.isPublished && found.erasedAt === null
        return [{ row, assertionId, publicId, status: statusOf(found), isPublished }]
      })
    }
  }

  async function* index(batchId: string, chunks: number[], images: boolean) {
    const columns = ['row', 'assertionId', 'credentialUrl', 'status', 'file']
    yield csv([[...columns, ...(images ? ['image'] : [])]])
    for await (const some of items(batchId, chunks)) {
      const records = some.map((item) => [
        item.row,
        item.assertionId,
        credentialUrl(publicUrl, item.publicId),
        item.status,
        item.isPublished ? fileName(item, 'json') : '',
        ...(images ? [item.isPublished ? fileName(item, 'png') : ''] : []),
      ])
      if (records.length > 0) yield csv(records)
    }
  }

  async function* credentials(items: Item[]): AsyncGenerator<ZipEntry> {
    for (let from = 0; from < items.length; from += TOGETHER) {
      const some = items.slice(from, from + TOGETHER)
      const documents = await Promise.all(some.map(({ publicId }) => formats.jsonLd(publicId)))
      for (const [position, item] of some.entries()) {
        const document = documents[position]
        if (document === undefined) continue
        const content = Buffer.from(document.content as string)
        yield { name: fileName(item, 'json'), content, compress: true }
      }
    }
  }

  async function* pictures(items: Item[]): AsyncGenerator<ZipEntry> {
    for (const item of items) {
      const picture = await formats.baked(item.publicId, 'png')
      if (picture === undefined) continue
      const content = Buffer.from(picture.content as Buffer)
      yield { name: fileName(item, 'png'), content, compress: false }
    }
  }

  async function* entries(batchId: string, images: boolean): AsyncGenerator<ZipEntry> {
    // The same chunks for the index and the files, also while more are being awarded.
    const chunks = await awardedChunks(queries, batchId)
    yield { name: 'index.csv', content: index(batchId, chunks, images), compress: true }
    for await (const some of items(batchId, chunks)) {
      const published = some.filter(({ isPublished }) => isPublished)
      yield* credentials(published)
      if (images) yield* pictures(published)
    }
  }

  return {
    async archive(actor, batchId, { images }) {
      const batch = visible(actor, await batchById(queries, batchId))
      return zipOf(entries(batchId, images), batch.completedAt ?? batch.createdAt)
    },
  }
}

function statusOf({
  erasedAt,
  revokedAt,
  suspendedAt,
}: Record<'erasedAt' | 'revokedAt' | 'suspendedAt', Date | null>): Item['status'] {
  if (erasedAt !== null) return 'erased'
  if (revokedAt !== null) return 'revoked'
  return suspendedAt === null ? 'active' : 'suspended'
}

function fileName({ row, publicId }: Item, extension: 'json' | 'png'): string {
  const folder = extension === 'json' ? 'credentials' : 'images'
  return `${folder}/${row === null ? '' : `${row}-`}${publicId}.${extension}`
}

function csv(records: (string | number | null)[][]): string {
  return stringify(records, { record_delimiter: '\r\n' })
}
