import { assertionsByIds, publishedAmong } from '../assertions/index.ts'
import { clrById } from '../clrs/index.ts'
import { embeddedCredentials, type JsonObject, unsignedPresentation } from '../credentials/index.ts'
import type { Database } from '../db/index.ts'
import type { Vault } from '../vault.ts'
import type { ViewFormat } from './schema.ts'
import { noteView, type ShareRow, shareByHash } from './store.ts'
import { hashOf } from './token.ts'

/** What a link leads to. */
export type Shared = {
  id: string
  name: string | null
  note: string | null
  includeEvidence: boolean
  expiresAt: Date
  /** The signed badges, in their order. */
  credentials: JsonObject[]
  /** The signed record, or the badges as a presentation: JSON text. */
  document: string
}

/** What whoever has a link reads. */
export type ShareReading = {
  /** What is behind a token; `gone` when that is over, undefined when it never was. */
  find(token: string): Promise<Shared | 'gone' | undefined>
  /** The document of a link that somebody has verified, who reads all of it in the report: a view. */
  verified(token: string): Promise<string | undefined>
  /** Notes that it was opened: when, and with what kind of program. */
  viewed(id: string, view: { agent: string; format: ViewFormat }): Promise<void>
}

/**
 * Links as they are opened. What a learner has hidden or declined since, and what is no longer the
 * learner's, is left out; a record of which something is left out is not shown any more, but what is
 * left of it, as a presentation.
 */
export function createShareReading(deps: {
  database: Database
  vault: Vault
  now: () => Date
}): ShareReading {
  const { database, vault, now } = deps
  const db = database.queries
  const opened = (sealed: Buffer | null, place: string) =>
    sealed === null ? null : vault.open(sealed, place).toString()

  async function shownBy({ assertionIds, learnerId }: ShareRow): Promise<JsonObject[]> {
    const [rows, shown] = await Promise.all([
      assertionsByIds(db, assertionIds),
      publishedAmong(db, assertionIds),
    ])
    const own = rows.filter((row) => row.learnerId === learnerId && shown.has(row.id))
    return assertionIds
      .map((id) => own.find((row) => row.id === id)?.credential)
      .filter((credential) => typeof credential === 'string')
      .map((credential) => JSON.parse(credential) as JsonObject)
  }

  const reading: ShareReading = {
    async find(token) {
      const row = await shareByHash(db, hashOf(token))
      if (row === undefined) return undefined
      if (row.withdrawnAt !== null || row.expiresAt <= now()) return 'gone'
      const clr = row.clrId === null ? undefined : await clrById(db, row.clrId, row.learnerId)
      if (row.clrId !== null && (clr === undefined || clr.revokedAt !== null)) return 'gone'
      const credentials = await shownBy(row)
      if (credentials.length === 0) return 'gone'
      const signed = clr && vault.open(clr.sealedDocument, 'clr-document').toString()
      const isWhole =
        signed !== undefined &&
        embeddedCredentials(JSON.parse(signed)).length === credentials.length
      return {
        id: row.id,
        name:
          opened(row.sealedTitle, 'share-title') ?? opened(clr?.sealedTitle ?? null, 'clr-title'),
        note: opened(row.sealedNote, 'share-note'),
        includeEvidence: row.includeEvidence,
        expiresAt: row.expiresAt,
        credentials,
        document: isWhole ? signed : JSON.stringify(unsignedPresentation(credentials)),
      }
    },
    async verified(token) {
      const found = await reading.find(token)
      if (found === undefined || found === 'gone') return undefined
      await reading.viewed(found.id, { agent: 'Verification', format: 'verification' })
      return found.document
    },
    async viewed(id, view) {
      await database.transaction((tx) => noteView(tx, { shareId: id, at: now(), ...view }))
    },
  }
  return reading
}
