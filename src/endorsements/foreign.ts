import {
  hasType,
  isObject,
  type JsonObject,
  lintEndorsement,
  parseDocumentTime,
} from '../credentials/index.ts'
import type { Queries } from '../db/index.ts'
import { conflict, invalid, type Problem } from '../http/index.ts'
import { hasStatement, isIssuerHere } from './store.ts'

/** As much as every badge that carries the statement has room for. */
const MAX_CHARACTERS = 16 * 1024

const FIELD = 'credential'

/** As much of a verification report as is needed here. */
export type Verdict = {
  verdict: 'valid' | 'invalid' | 'inconclusive'
  checks: { name: string; outcome: string; detail: string }[]
}

function refused(detail: string, place = ''): Problem {
  return invalid({ field: place === '' ? FIELD : `${FIELD}.${place}`, detail })
}

/**
 * Checks an endorsement that somebody elsewhere signed, as far as that needs no target: form, size,
 * and a verification of it now. May take as long as asking strangers takes.
 *
 * @throws Problem 400 naming the credential and the check that failed; 409 when a check could not
 *   be carried out, so that it may be tried again
 */
export async function checkForeign(
  credential: JsonObject,
  verify: (credential: JsonObject) => Promise<Verdict>,
): Promise<void> {
  if (!hasType(credential, 'EndorsementCredential')) {
    throw refused('credential.type must name EndorsementCredential.', 'type')
  }
  if (JSON.stringify(credential).length > MAX_CHARACTERS) {
    throw refused(`credential must be no longer than ${MAX_CHARACTERS} characters.`)
  }
  const { verdict, checks } = await verify(credential)
  const failing = checks.find(({ outcome }) => outcome === verdictOutcome[verdict])
  const reason = failing === undefined ? '' : ` The check "${failing.name}": ${failing.detail}`
  if (verdict === 'invalid') throw refused(`credential does not verify.${reason}`)
  if (verdict === 'inconclusive') {
    throw conflict(`credential could not be verified now.${reason}`, FIELD)
  }
  const [problem] = await lintEndorsement(credential)
  if (problem !== undefined) {
    const { field, detail } = problem
    throw refused(`credential cannot be embedded in badges: ${field} ${detail}`.trim(), field)
  }
}

const verdictOutcome = { valid: '', invalid: 'failed', inconclusive: 'inconclusive' } as const

/** What the row of an endorsement from elsewhere takes from its credential. */
export type ForeignStatement = {
  subjectId: string
  comment: string | null
  validUntil: Date | null
  credential: string
}

/**
 * Holds a checked endorsement against what it is to be an endorsement of.
 *
 * @param published - the ids under which the target is published
 * @throws Problem 400 when it is about something else, signed by an issuer that is here, or named
 *   as what we publish; 409 when it is there already
 */
export async function foreignStatement(
  db: Queries,
  credential: JsonObject,
  { published, publicUrl }: { published: readonly string[]; publicUrl: string },
): Promise<ForeignStatement> {
  const { credentialSubject: subject, issuer } = credential
  const subjectId = isObject(subject) ? subject.id : undefined
  if (typeof subjectId !== 'string' || !published.includes(subjectId)) {
    throw refused(
      'credential.credentialSubject.id must be the published id of the target.',
      'credentialSubject.id',
    )
  }
  const issuerId = isObject(issuer) ? issuer.id : issuer
  if (await isIssuerHere(db, String(issuerId))) {
    throw refused(
      'credential.issuer is an issuer of this service: name it as endorserId instead.',
      'issuer',
    )
  }
  if (URL.parse(String(credential.id))?.origin === publicUrl) {
    throw refused(
      'credential.id is an address of this service, where the statement is not published.',
      'id',
    )
  }
  if (await hasStatement(db, subjectId, String(credential.id))) {
    throw conflict('credential is an endorsement of this target already.', FIELD)
  }
  const comment = isObject(subject) ? subject.endorsementComment : undefined
  return {
    subjectId,
    comment: typeof comment === 'string' ? comment : null,
    validUntil: parseDocumentTime(credential.validUntil),
    credential: JSON.stringify(credential),
  }
}
