import { CREDENTIALS_V1, CREDENTIALS_V2 } from '../contexts.ts'
import { hasType, isObject, type JsonObject, valuesOf } from '../json.ts'
import { parseDocumentTime } from '../times.ts'
import type { ShapeProblem } from './problem.ts'

/** An absolute IRI as JSON-LD takes it: a scheme, a colon, and no characters that RDF refuses. */
export function isAbsoluteIri(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/.test(value)
}

/**
 * What both versions of the Verifiable Credentials Data Model ask of any credential (VCDM 2.0,
 * section 4; VCDM 1.1, sections 4 and 5).
 */
export function credentialProblems(credential: JsonObject): ShapeProblem[] {
  const problems: ShapeProblem[] = []
  const add = (field: string, detail: string) => problems.push({ field, detail })

  const contexts = credential['@context']
  const version = Array.isArray(contexts) ? contexts[0] : undefined
  if (version !== CREDENTIALS_V1 && version !== CREDENTIALS_V2) {
    add('@context', `must be an array that begins with ${CREDENTIALS_V2}`)
  }
  const types = valuesOf(credential.type)
  if (types.some((type) => typeof type !== 'string')) add('type', 'must hold strings only')
  if (!hasType(credential, 'VerifiableCredential')) {
    add('type', 'must name VerifiableCredential')
  }
  if (credential.id !== undefined && !isAbsoluteIri(credential.id)) {
    add('id', 'must be an absolute URL')
  }
  const { issuer } = credential
  if (issuer === undefined) add('issuer', 'is required')
  else if (!isAbsoluteIri(isObject(issuer) ? issuer.id : issuer)) {
    add(isObject(issuer) ? 'issuer.id' : 'issuer', 'must be an absolute URL')
  }

  const subjects = valuesOf(credential.credentialSubject)
  if (subjects.length === 0) add('credentialSubject', 'is required')
  for (const subject of subjects) {
    if (!isObject(subject) || Object.keys(subject).length === 0) {
      add('credentialSubject', 'must be an object that says something')
    } else if (subject.id !== undefined && !isAbsoluteIri(subject.id)) {
      add('credentialSubject.id', 'must be an absolute URL')
    }
  }

  for (const member of ['validFrom', 'validUntil', 'issuanceDate', 'expirationDate']) {
    if (credential[member] !== undefined && !parseDocumentTime(credential[member])) {
      add(member, 'must be a time with its time zone, like 2026-01-31T12:00:00Z')
    }
  }
  if (version === CREDENTIALS_V1 && credential.issuanceDate === undefined) {
    add('issuanceDate', 'is required')
  }

  for (const member of [
    'proof',
    'credentialStatus',
    'termsOfUse',
    'evidence',
    'credentialSchema',
  ]) {
    for (const value of valuesOf(credential[member])) {
      if (!isObject(value)) add(member, 'must be an object')
      else if (valuesOf(value.type).length === 0) add(`${member}.type`, 'is required')
    }
  }
  for (const status of valuesOf(credential.credentialStatus)) {
    if (isObject(status) && status.id !== undefined && !isAbsoluteIri(status.id)) {
      add('credentialStatus.id', 'must be an absolute URL')
    }
  }
  return problems
}
