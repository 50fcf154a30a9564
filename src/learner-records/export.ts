import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { sql } from 'drizzle-orm'
import type { Database, Queries } from '../db/index.ts'
import { type Actor, notFound, Problem, type Scope } from '../http/index.ts'
import type { LearnerPart, LearnerSelf, PartDocument } from '../learners/index.ts'
import { areKnown } from '../learners/index.ts'
import { type ZipEntry, zipOf } from '../zip/index.ts'
import { readmeOf } from './export-words.ts'

/** All that is kept about a learner, in one archive. */
export type Exporting = {
  /**
   * Everything as it was at one moment, made while it is read; to an issuer, and to a token that an
   * issuer minted, what that issuer has to do with. What the caller may not read elsewhere is not in
   * it: `README.txt` in it says so.
   *
   * @throws Problem 404 for a learner whom the caller cannot know, 503 when too many are being made
   */
  archive(actor: Actor, learnerId: string): Promise<Readable>
}

/** Each holds a connection for as long as it is read. */
const AT_ONCE = 3
/** Whoever reads no faster than that has to come again. */
const LONGEST_MS = 10 * 60_000

type Part = Pick<
  LearnerPart,
  'name' | 'readWith' | 'forLearnerAlone' | 'documents' | 'documentsForIssuer'
>
type Listed = { path: string; bytes: number; sha256: string }

export function createExporting(deps: {
  database: Database
  now: () => Date
  parts: readonly Part[]
  self: LearnerSelf
}): Exporting {
  const { database, now, self, parts } = deps
  const all = [self, ...parts]
  let underWay = 0

  async function* entries(
    db: Queries,
    actor: Actor,
    learnerId: string,
    at: Date,
  ): AsyncGenerator<ZipEntry> {
    const { issuerId } = actor
    const listed: Listed[] = []
    const listing = (name: string, content: Buffer): ZipEntry => {
      const sha256 = createHash('sha256').update(content).digest('hex')
      listed.push({ path: name, bytes: content.length, sha256 })
      return { name, content, compress: !/\.(png|jpe?g|webp|pdf|mp4|mp3)$/.test(name) }
    }
    const missing = all.flatMap((part) => missingScope(part, actor) ?? [])
    const forLearnerAlone = all.flatMap((part: Part) =>
      isGiven(part, actor) ? [] : (part.forLearnerAlone ?? []),
    )
    const readme = readmeOf({ at, issuerId, missing, forLearnerAlone })
    yield listing('README.txt', Buffer.from(readme))
    for (const part of all.filter((part) => isGiven(part, actor))) {
      for await (const { path, content } of documentsOf(part, db, learnerId, issuerId)) {
        yield listing(`${part.name}/${path}`, bytesOf(content))
      }
    }
    const lines = listed.map(({ path, bytes, sha256 }) => `${path},${bytes},${sha256}\r\n`)
    const index = Buffer.from(`file,bytes,sha256\r\n${lines.join('')}`)
    yield { name: 'index.csv', content: index, compress: true }
  }

  return {
    async archive(actor, learnerId) {
      if (underWay >= AT_ONCE) throw tooMany()
      underWay += 1
      const { promise, resolve, reject } = Promise.withResolvers<Readable>()
      database
        .transaction(async (tx) => {
          // One moment for all that is read.
          await tx.execute(sql`set transaction isolation level repeatable read, read only`)
          await admit(tx, actor, learnerId)
          const at = now()
          const archive = zipOf(entries(tx, actor, learnerId, at), at)
          const late = setTimeout(() => archive.destroy(new Error('read too slowly')), LONGEST_MS)
          const closed = new Promise((over) => archive.once('close', over))
          archive.once('error', () => undefined)
          resolve(archive)
          await closed
          clearTimeout(late)
        })
        .catch(reject)
        .finally(() => {
          underWay -= 1
        })
      return promise
    },
  }
}

/** @throws Problem 404 for a learner whom the caller cannot know */
async function admit(
  db: Queries,
  { issuerId, learnerId: own }: Actor,
  learnerId: string,
): Promise<void> {
  const isOther = own !== null && own !== learnerId
  const [isKnown] = isOther ? [false] : await areKnown(db, [{ learnerId, issuerId }])
  if (!isKnown) throw notFound('learner')
}

/** The scope that an export would want for a part; undefined where nothing is missing. */
function missingScope({ readWith }: Part, { scopes }: Actor): Scope | undefined {
  return readWith === undefined || scopes.has(readWith) ? undefined : readWith
}

function isGiven(part: Part, actor: Actor): boolean {
  const isMeant =
    part.forLearnerAlone === undefined || (actor.learnerId !== null && actor.issuerId === null)
  return isMeant && missingScope(part, actor) === undefined
}

function documentsOf(
  part: Part,
  db: Queries,
  learnerId: string,
  issuerId: string | null,
): AsyncIterable<PartDocument> | PartDocument[] {
  if (issuerId === null) return part.documents(db, learnerId)
  return part.documentsForIssuer?.(db, learnerId, issuerId) ?? []
}

function bytesOf(content: PartDocument['content']): Buffer {
  if (Buffer.isBuffer(content)) return content
  if (typeof content === 'string') return Buffer.from(content)
  return Buffer.from(`${JSON.stringify(content, null, 2)}\n`)
}

function tooMany(): Problem {
  const detail = 'Too many exports are being read at this moment; try again shortly.'
  return new Problem('unavailable', detail, { headers: { 'retry-after': '10' } })
}
