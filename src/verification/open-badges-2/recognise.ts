import {
  decodeCredentialJwt,
  hasType,
  isObject,
  OPEN_BADGES_V1,
  OPEN_BADGES_V2,
  valuesOf,
} from '../../credentials/index.ts'

/**
 * Whether a document is of Open Badges 2.0 or before, by what it holds: its context, or, before there
 * were contexts, a badge and its recipient.
 */
export function isOpenBadge2(document: unknown): boolean {
  if (!isObject(document) || hasType(document, 'VerifiableCredential')) return false
  const contexts = valuesOf(document['@context'])
  if (contexts.length > 0) {
    return contexts.includes(OPEN_BADGES_V2) || contexts.includes(OPEN_BADGES_V1)
  }
  return document.badge !== undefined && document.recipient !== undefined
}

/** Whether a compact JWS is a signed badge of Open Badges 2.0 or before. */
export function isOpenBadge2Jws(jws: string): boolean {
  const token = decodeCredentialJwt(jws)
  return !('problem' in token) && isOpenBadge2(token.claims)
}
