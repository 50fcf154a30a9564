import { LRUCache } from 'lru-cache'
import { encodeStatusList, statusListCredential } from '../credentials/index.ts'
import type { Database } from '../db/index.ts'
import type { IssuerSigning } from '../issuers/index.ts'
import { allowance } from './allowance.ts'
import type { StatusPurpose } from './reservations.ts'
import {
  isRevokedAt,
  type StatusListHead,
  setIndices,
  statusListHead,
  storeDocument,
  storedDocument,
} from './store.ts'
import { inTurns } from './turns.ts'

/** How long anybody may use a copy of a list: its `ttl` and its max-age, in seconds. */
export const STATUS_LIST_MAX_AGE_SECONDS = 60

const HOUR = 3_600_000
const VALID_FOR_MS = 24 * HOUR
/** A list that nobody changed is signed again when half of its validity is over. */
const FRESH_FOR_MS = 12 * HOUR
/** Under constant change a list is signed this many times at once, and then once a second. */
const REBUILDS_AT_ONCE = 5
const REBUILDS_PER_SECOND = 1
const MEMORY_BYTES = 32 * 1024 * 1024

export type StatusListService = {
  /**
   * The signed list with every change committed so far, for those who decide by it here; undefined
   * where there is none.
   */
  current(id: string): Promise<string | undefined>
  /**
   * The signed list as the world gets it: the same, but while it changes all the time it may lack
   * what changed in the last second, so that it is not signed for every change.
   */
  published(id: string): Promise<string | undefined>
  /** Whether what has a place in a list is revoked, which a list of suspensions does not tell. */
  isRevoked(id: string, index: number): Promise<boolean>
}

/** The public URL of a status list. */
export function statusListUrl(publicUrl: string, id: string): string {
  return `${publicUrl}/status-lists/${id}`
}

/** A signed list, and the last change that it is sure to hold. */
type Signed = { document: string; revision: number; freshUntil: Date }

/**
 * @param deps.publicUrl - origin of the lists' URLs
 */
export function createStatusListService(deps: {
  database: Database
  signing: IssuerSigning
  publicUrl: string
  now: () => Date
}): StatusListService {
  const { signing, publicUrl, now } = deps
  const db = deps.database.queries
  const memory = new LRUCache<string, Signed>({
    maxSize: MEMORY_BYTES,
    sizeCalculation: ({ document }) => document.length,
  })
  const mayRebuild = allowance(REBUILDS_AT_ONCE, REBUILDS_PER_SECOND)

  function remember(id: string, signed: Signed): Signed {
    const known = memory.get(id)
    if (known === undefined || known.revision <= signed.revision) memory.set(id, signed)
    return signed
  }

  /** What was signed last, here or by another process. */
  async function latest(id: string, head: StatusListHead): Promise<Signed | undefined> {
    const kept = memory.get(id)
    const isLatest = (head.documentRevision ?? -1) <= (kept?.revision ?? -1)
    if (isLatest && kept !== undefined && kept.freshUntil > now()) return kept
    const stored = await storedDocument(db, id)
    return stored && remember(id, stored)
  }

  /**
   * Without a lock, which every revocation would wait for. The revision is read before the bits, so
   * that these hold all it stands for, if not more; and an older document never replaces a newer.
   */
  const rebuilds = inTurns(async (id: string): Promise<Signed | undefined> => {
    const head = await statusListHead(db, id)
    if (head === undefined) return undefined
    const [signer, indices] = await Promise.all([signing.listSigner(db, head), setIndices(db, id)])
    if (signer === undefined) return undefined
    const at = now()
    const unsigned = statusListCredential({
      id: statusListUrl(publicUrl, id),
      issuer: signer.did,
      purpose: head.purpose as StatusPurpose,
      encodedList: await encodeStatusList(indices, head.size),
      validFrom: at,
      validUntil: new Date(at.getTime() + VALID_FOR_MS),
      ttlMs: STATUS_LIST_MAX_AGE_SECONDS * 1000,
    })
    const signed = {
      document: JSON.stringify(await signer.sign(unsigned, at, ['eddsa-rdfc-2022'])),
      revision: head.revision,
      freshUntil: new Date(at.getTime() + FRESH_FOR_MS),
    }
    await storeDocument(db, id, signed)
    return remember(id, signed)
  })

  async function read(id: string, mayLag: boolean): Promise<string | undefined> {
    const head = await statusListHead(db, id)
    if (head === undefined) return undefined
    const last = await latest(id, head)
    const isFresh = last !== undefined && last.freshUntil > now()
    if (isFresh && last.revision >= head.revision) return last.document
    if (isFresh && mayLag && !rebuilds.isPromised(id) && !mayRebuild(id)) return last.document
    return (await rebuilds.run(id))?.document
  }

  return {
    current: (id) => read(id, false),
    published: (id) => read(id, true),
    isRevoked: (id, index) => isRevokedAt(db, id, index),
  }
}
