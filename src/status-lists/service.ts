import { encodeStatusList, statusListCredential } from '../credentials/index.ts'
import type { Database } from '../db/index.ts'
import type { IssuerSigning } from '../issuers/index.ts'
import type { StatusPurpose } from './reservations.ts'
import { type StatusListRow, setIndices, statusListById, storeDocument } from './store.ts'

/** How long anybody may use a copy of a list: its `ttl` and its max-age, in seconds. */
export const STATUS_LIST_MAX_AGE_SECONDS = 60

const HOUR = 3_600_000
const VALID_FOR_MS = 24 * HOUR
/** A list that nobody changed is signed again when half of its validity is over. */
const FRESH_FOR_MS = 12 * HOUR

export type StatusListService = {
  /** The signed list as it is to be served, with every change committed so far; or undefined. */
  current(id: string): Promise<string | undefined>
}

/** The public URL of a status list. */
export function statusListUrl(publicUrl: string, id: string): string {
  return `${publicUrl}/status-lists/${id}`
}

/**
 * @param deps.publicUrl - origin of the lists' URLs
 */
export function createStatusListService(deps: {
  database: Database
  signing: IssuerSigning
  publicUrl: string
  now: () => Date
}): StatusListService {
  const { database, signing, publicUrl, now } = deps
  const underWay = new Map<string, Promise<string | undefined>>()

  const isCurrent = (row: StatusListRow): boolean =>
    row.document !== null &&
    row.documentRevision === row.revision &&
    row.documentFreshUntil !== null &&
    row.documentFreshUntil > now()

  /** Under the row's lock, so that of several processes one signs and the others read it. */
  function rebuild(id: string): Promise<string | undefined> {
    return database.transaction(async (tx) => {
      const row = await statusListById(tx, id, true)
      if (row === undefined) return undefined
      if (isCurrent(row)) return row.document as string
      const signer = await signing.signerOf(tx, row.issuerId)
      if (signer === undefined) return undefined
      const at = now()
      const unsigned = statusListCredential({
        id: statusListUrl(publicUrl, id),
        issuer: signer.issuer.did,
        purpose: row.purpose as StatusPurpose,
        encodedList: await encodeStatusList(await setIndices(tx, id), row.size),
        validFrom: at,
        validUntil: new Date(at.getTime() + VALID_FOR_MS),
        ttlMs: STATUS_LIST_MAX_AGE_SECONDS * 1000,
      })
      const document = JSON.stringify(await signer.sign(unsigned, at, ['eddsa-rdfc-2022']))
      await storeDocument(tx, id, {
        document,
        documentRevision: row.revision,
        documentFreshUntil: new Date(at.getTime() + FRESH_FOR_MS),
      })
      return document
    })
  }

  return {
    async current(id) {
      const row = await statusListById(database.queries, id)
      if (row === undefined) return undefined
      if (isCurrent(row)) return row.document as string
      // A rebuild under way may have begun before the change that this caller waits for, so it is
      // only shared when it was started for the same revision.
      const key = `${id} ${row.revision}`
      const shared = underWay.get(key) ?? rebuild(id).finally(() => underWay.delete(key))
      underWay.set(key, shared)
      return shared
    },
  }
}
