import { randomBytes } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import { storedAs } from '../credential-templates/index.ts'
import {
  ED25519_2020,
  type JsonObject,
  statusEntry,
  supersededResource,
} from '../credentials/index.ts'
import type { Transaction } from '../db/index.ts'
import type { IssuerSigner } from '../issuers/index.ts'
import { bumpRevisions, type StatusPurpose, statusListUrl } from '../status-lists/index.ts'
import { insertAssertions, type NewAssertionRow } from './award-store.ts'
import { type Awarding, credentialUrl } from './awarding.ts'
import { UNDECIDED } from './choice-store.ts'
import { lockStanding, standingOf, turnStatus } from './reissue-store.ts'

/** What is to be issued again: what this key of this issuer signed, at most so many at once. */
export type ReissueBatch = {
  issuerKeyId: string
  issuerId: string
  /** Who asked for it. */
  actorId: string
  limit: number
}

type Earlier = Awaited<ReturnType<typeof standingOf>>[number]

/**
 * Issues again some of what a compromised key signed and still stands: the same content for the same
 * subject, signed by the issuer's present key under its present identity, with an id and a status
 * place of its own. The earlier one is revoked for a reason that leads to it; a suspension goes on.
 *
 * @returns how many were issued again, and whether there were any to look at; when there were
 *   none, all is done
 */
export async function reissue(
  tx: Transaction,
  deps: Awarding,
  batch: ReissueBatch,
): Promise<{ reissued: number; done: boolean }> {
  const { signing, vault, now, publicUrl } = deps
  const ids = await lockStanding(tx, batch.issuerKeyId, batch.limit)
  if (ids.length === 0) return { reissued: 0, done: true }
  const signer = await signing.signerOf(tx, batch.issuerId)
  if (signer === undefined) throw new Error(`There is no issuer ${batch.issuerId}.`)
  const at = now()
  const found = await standingOf(tx, batch.issuerKeyId, ids)
  const rows = await Promise.all(found.map((earlier) => signedAgain(deps, signer, earlier, at)))
  insertAssertions(tx, rows)
  const pairs = rows.map((row, position) => ({
    row,
    earlier: (found[position] as Earlier).assertion,
  }))
  await turnStatus(
    tx,
    'revoked',
    batch.actorId,
    pairs.map(({ row, earlier }) => {
      const url = credentialUrl(publicUrl, row.publicId)
      const reason = `Issued again, because the key that signed it was compromised. See ${url}`
      const sealedReason = vault.seal(reason, 'status-reason')
      return {
        assertionId: earlier.id,
        issuerId: batch.issuerId,
        changeId: uuidv7(),
        sealedReason,
        at,
      }
    }),
  )
  await turnStatus(
    tx,
    'suspended',
    batch.actorId,
    pairs.flatMap(({ row, earlier: { suspendedAt, sealedStatusReason: sealedReason } }) =>
      suspendedAt === null || sealedReason === null
        ? []
        : [
            {
              assertionId: row.id,
              issuerId: batch.issuerId,
              changeId: uuidv7(),
              sealedReason,
              at: suspendedAt,
            },
          ],
    ),
  )
  // Last, because it holds the lists, and an award wants places in them.
  const lists = pairs.flatMap(({ row, earlier }) => [earlier.statusListId, row.statusListId])
  await bumpRevisions(tx, [...new Set(lists)])
  return { reissued: rows.length, done: false }
}

async function signedAgain(
  { reservations, publicUrl }: Awarding,
  signer: IssuerSigner,
  { assertion: earlier, version, purpose, choice }: Earlier,
  at: Date,
): Promise<NewAssertionRow> {
  const statusPurpose = purpose as StatusPurpose
  const place = await reservations.next(signer.issuer, statusPurpose)
  const publicId = randomBytes(16).toString('base64url')
  const { proof: _, ...content } = JSON.parse(earlier.credential) as JsonObject
  const contexts = content['@context'] as string[]
  const wanted = signer.suites.includes('Ed25519Signature2020') ? [ED25519_2020] : []
  const unsigned = {
    ...content,
    '@context': [...new Set([...contexts, ...wanted])],
    id: credentialUrl(publicUrl, publicId),
    issuer: { ...(content.issuer as JsonObject), id: signer.did },
    credentialStatus: statusEntry({
      statusListCredential: statusListUrl(publicUrl, place.statusListId),
      statusListIndex: place.index,
      statusPurpose,
    }),
    relatedResource: [
      supersededResource({
        id: credentialUrl(publicUrl, earlier.publicId),
        document: earlier.credential,
      }),
    ],
  }
  const signed = await signer.sign(unsigned, at)
  return {
    ...earlier,
    ...UNDECIDED,
    ...choice,
    id: uuidv7(),
    publicId,
    statusListId: place.statusListId,
    statusListIndex: place.index,
    issuerKeyId: signer.keyId,
    supersedesId: earlier.id,
    supersession: 'reissue',
    ...storedAs({ text: JSON.stringify(signed), rendering: null }),
    createdAt: at,
    updatedAt: at,
    version,
    purpose,
  }
}
