import {
  decodePresentationJwt,
  embeddedCredentials,
  envelopeProblems,
  isEnvelope,
  type JsonObject,
  jwtOfEnvelope,
  presentationProblems,
} from '../../credentials/index.ts'
import { checkContext } from '../check-context.ts'
import { checkShape, malformed } from '../check-shape.ts'
import type { Context } from '../check-signed.ts'
import { type CheckResult, failed, skipped } from '../report.ts'
import { checkPresentationProofs, type Presenting } from './check-proofs.ts'
import { checkPresentationToken } from './check-token.ts'
import { allEmbedded, MAX_CREDENTIALS } from './embedded.ts'
import type { PresentationCheck, PresentationOptions } from './report.ts'

const unsigned = skipped('Nobody signed the presentation, so it does not say who presents it.')
// There is nothing that could be relied on.
const empty = failed('no-proof', 'Nobody signed the presentation, and it holds no credential.')

/** A presentation in one of the forms that can be checked: a document, or a compact JWS. */
export type PresentedPresentation = { presentation: unknown } | { jwt: string }

/**
 * A presentation as an object, null when it is none, and how the checks on it went. `mayAssert`: whether
 * the holder signed it with a key to make statements with.
 */
export type CheckedPresentation = {
  document: JsonObject | null
  mayAssert?: boolean
  results: Partial<Record<PresentationCheck['name'], CheckResult>>
}

/** A presentation out of its envelope. */
function opened(presented: PresentedPresentation): PresentedPresentation | CheckResult {
  if ('jwt' in presented) return presented
  const { presentation } = presented
  const type = 'EnvelopedVerifiablePresentation'
  if (!isEnvelope(presentation, type)) return presented
  const problems = envelopeProblems(presentation, type)
  const jwt = jwtOfEnvelope(presentation)
  return jwt === null || problems.length > 0 ? malformed(problems, 'envelope') : { jwt }
}

/** Shape, contexts, signature and the holder's key: whether a presentation is what its holder signed. */
export async function checkPresentation(
  presented: PresentedPresentation,
  context: Context,
  asked: PresentationOptions,
): Promise<CheckedPresentation> {
  const inner = opened(presented)
  if ('outcome' in inner) return { document: null, results: { shape: inner } }
  const token = 'jwt' in inner ? decodePresentationJwt(inner.jwt) : null
  if (token !== null && 'problem' in token) {
    return { document: null, results: { shape: failed(token.problem, token.detail) } }
  }
  const value = 'jwt' in inner ? token?.presentation : inner.presentation
  const { document, result: shape } = checkShape(value, presentationProblems)
  if (document === null) return { document, results: { shape } }
  if (allEmbedded(document) === null) {
    const detail = `The presentation holds more than ${MAX_CREDENTIALS} credentials.`
    return { document: null, results: { shape: failed('too-complex', detail) } }
  }
  const { verifiableCredential: _, ...own } = document
  // What is signed as data of RDF has a meaning as a whole; otherwise each credential is by itself.
  const isWhole = token === null && document.proof !== undefined
  const meaning = await checkContext(isWhole ? document : own, context.jsonLd)
  if (meaning.outcome === 'failed') return { document, results: { shape, context: meaning } }
  const {
    proof,
    key,
    mayAssert = false,
  } = token !== null && 'jwt' in inner
    ? await checkPresentationToken(inner.jwt, token, { context, asked })
    : await checkSignature(document, context, asked)
  return {
    document,
    mayAssert,
    results: { shape, context: meaning, proof, ...(key && { 'holder-key': key }) },
  }
}

async function checkSignature(
  document: JsonObject,
  context: Context,
  asked: PresentationOptions,
): Promise<Presenting> {
  const { challenge, domain, proofRequired = false } = asked
  const isAsked = proofRequired || challenge !== undefined || domain !== undefined
  if (document.proof === undefined && !isAsked) {
    const isEmpty = embeddedCredentials(document).length === 0
    return isEmpty ? { proof: empty, key: null } : { proof: unsigned, key: unsigned }
  }
  return checkPresentationProofs(document, context, asked)
}
