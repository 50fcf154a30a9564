import type { Queries } from '../db/index.ts'
import { dealingsByIdentifier } from './dealing-store.ts'
import { identifiersByIndex } from './identifier-store.ts'

/** Whom an identifier leads to. */
export type Holder = { learnerId: string; identifierId: string }

/**
 * Who is known by the identifier with this index.
 *
 * @param issuerId - to whom: an issuer, which knows those it deals with, or with null the platform
 */
export async function holderOf(
  db: Queries,
  issuerId: string | null,
  index: Buffer,
): Promise<Holder | undefined> {
  const [row] = await identifiersByIndex(db, [index])
  if (row === undefined) return undefined
  const { id: identifierId } = row
  if (issuerId === null) return { learnerId: row.learnerId, identifierId }
  const [dealing] = await dealingsByIdentifier(db, issuerId, [identifierId])
  return dealing && { learnerId: dealing.learnerId, identifierId }
}
