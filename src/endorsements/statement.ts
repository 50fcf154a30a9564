import { endorsementCredential } from '../credentials/index.ts'
import type { Transaction } from '../db/index.ts'
import { conflict } from '../http/index.ts'
import { type IssuerSigning, issuerProfile } from '../issuers/index.ts'
import { type StatusReservations, statusListUrl } from '../status-lists/index.ts'
import type { EndorsementRow } from './store.ts'

/** The public URL of a signed endorsement, which is also its id. */
export function endorsementUrl(publicUrl: string, publicId: string): string {
  return `${publicUrl}/endorsements/${publicId}`
}

/** What signing an endorsement adds to its row. */
export type Signed = Pick<
  EndorsementRow,
  'credential' | 'comment' | 'issuerKeyId' | 'statusListId' | 'statusListIndex'
>

/**
 * Signs an endorsement with the endorser's key, with a place in the endorser's list of revocations.
 *
 * @param statement.name - of what is endorsed
 * @throws Problem 409 when the endorser is archived
 */
export async function signStatement(
  tx: Transaction,
  deps: { signing: IssuerSigning; reservations: StatusReservations; publicUrl: string },
  row: EndorsementRow,
  statement: { name: string; comment: string | null; at: Date },
): Promise<Signed> {
  const { signing, reservations, publicUrl } = deps
  const { name, comment, at } = statement
  const signer = row.endorserId === null ? undefined : await signing.signerOf(tx, row.endorserId)
  if (signer === undefined) throw new Error(`Endorsement ${row.id} has no endorser here.`)
  if (signer.issuer.archivedAt !== null) {
    throw conflict('The endorser is archived and signs no more.')
  }
  const place = await reservations.next(signer.issuer, 'revocation')
  const unsigned = endorsementCredential({
    id: endorsementUrl(publicUrl, row.publicId),
    name: `Endorsement of ${name}`,
    issuer: issuerProfile(signer.issuer),
    subjectId: row.subjectId,
    comment: comment ?? undefined,
    status: {
      statusListCredential: statusListUrl(publicUrl, place.statusListId),
      statusListIndex: place.index,
      statusPurpose: 'revocation',
    },
    validFrom: at,
    validUntil: row.validUntil ?? undefined,
    ed25519Signature2020: signer.suites.includes('Ed25519Signature2020'),
  })
  return {
    credential: JSON.stringify(await signer.sign(unsigned, at)),
    comment,
    issuerKeyId: signer.keyId,
    statusListId: place.statusListId,
    statusListIndex: place.index,
  }
}
