import { isObject, type JsonObject } from '../json.ts'
import { envelopeProblems, isEnvelope, jwtOfEnvelope } from './envelope.ts'
import { kindOf } from './kind.ts'

/** A credential inside another document, as a document or a token, and the way to it with dots. */
export type EmbeddedCredential = { path: string } & ({ credential: unknown } | { jwt: string })

function place(document: JsonObject): { path: string; value: unknown } | null {
  const name = 'verifiableCredential'
  const kind = kindOf(document)
  if (kind === 'presentation') return { path: name, value: document[name] }
  const { credentialSubject: subject } = document
  if (kind !== 'clr' || !isObject(subject)) return null
  return { path: `credentialSubject.${name}`, value: subject[name] }
}

function tokenIn(value: unknown): { jwt: string } | null {
  const type = 'EnvelopedVerifiableCredential'
  if (!isEnvelope(value, type) || envelopeProblems(value, type).length > 0) return null
  const jwt = jwtOfEnvelope(value)
  return jwt === null ? null : { jwt }
}

/**
 * The credentials that a presentation (VCDM 2.0, section 4.13) or a Comprehensive Learner Record (CLR
 * 2.0, ClrSubject) holds: tokens out of well-formed envelopes, and all else as it is, whatever it is.
 * Empty for other documents.
 */
export function embeddedCredentials(document: unknown): EmbeddedCredential[] {
  const found = isObject(document) ? place(document) : null
  if (found === null || found.value === undefined) return []
  const values = Array.isArray(found.value) ? found.value : [found.value]
  return values.map((value, at) => {
    const path = Array.isArray(found.value) ? `${found.path}.${at}` : found.path
    if (typeof value === 'string') return { path, jwt: value }
    return { path, ...(tokenIn(value) ?? { credential: value }) }
  })
}
