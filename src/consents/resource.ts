import { rfc3339 } from '../http/index.ts'
import type { Vault } from '../vault.ts'
import type { Consent, ConsentText, Purpose } from './schema.ts'
import type { ConsentRow, ConsentTextRow } from './store.ts'

/** What is sealed of a consent. */
export type Details = {
  evidence: string | null
  guardianName: string | null
  shownName: string | null
}

export const NO_DETAILS: Details = { evidence: null, guardianName: null, shownName: null }

export function sealDetails(vault: Vault, details: Details): Buffer {
  return vault.seal(JSON.stringify(details), 'consent-details')
}

export function openDetails(vault: Vault, { sealedDetails }: ConsentRow): Details {
  return JSON.parse(vault.open(sealedDetails, 'consent-details').toString())
}

export function toConsent(vault: Vault, row: ConsentRow): Consent {
  return {
    id: row.id,
    learnerId: row.learnerId,
    purpose: row.purpose as Purpose,
    decision: row.decision as Consent['decision'],
    by: row.party as Consent['by'],
    consentTextId: row.consentTextId,
    method: row.method,
    ...openDetails(vault, row),
    actorId: row.actorId,
    at: rfc3339(row.at),
  }
}

export function toText(row: ConsentTextRow): ConsentText {
  const { id, purpose, language, version, wording, hash, createdAt } = row
  return {
    id,
    purpose: purpose as Purpose,
    language,
    wording,
    version,
    hash,
    createdAt: rfc3339(createdAt),
  }
}

/** The same with the member that decisions are known by. */
export function asDecision(row: ConsentRow) {
  return {
    ...row,
    party: row.party as 'learner' | 'guardian' | 'merge',
    decision: row.decision as 'given' | 'withdrawn',
  }
}
