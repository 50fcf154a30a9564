import {
  decodeCredentialJwt,
  decodePresentationJwt,
  envelopeProblems,
  hasType,
  isEnvelope,
  jwtOfEnvelope,
  kindOf,
} from '../credentials/index.ts'
import type { VerificationEnvironment } from './environment.ts'
import {
  type EmbeddedReport,
  type PresentationCheck,
  verifyPresentation,
  verifyRecord,
} from './presentations/index.ts'
import type { Check, VerificationReport } from './report.ts'
import type { CredentialSummary } from './summary.ts'
import type { Verification, VerificationOptions } from './verify.ts'
import { type PresentedBadge, verifyBadge } from './verify-badge.ts'

/** The report on whatever somebody brings. */
export type PresentedReport = Omit<VerificationReport, 'checks' | 'credential'> & {
  /** Those of a presentation have `holder-key` in the place of what is asked of credentials. */
  checks: (Check | PresentationCheck)[]
  /** Null for a presentation, which says nothing by itself. */
  credential: CredentialSummary | null
  /** There when it is a presentation: who presents, to be believed when `holder-key` has passed. */
  presentation?: { holder?: string }
  /** One for each credential in a presentation or a learner record, and the way to it with dots. */
  credentials?: ({ path: string } & VerificationReport)[]
}

/** The report, and what it is about, as in {@link Verification}; no document for a presentation. */
export type PresentedVerification = Omit<Verification, 'report'> & { report: PresentedReport }

/**
 * Verifies whatever somebody brings: a credential of any kind and version, a learner record with the
 * credentials in it, a presentation, each also as a token or in an envelope. What it is shows in its
 * content alone.
 *
 * @param environment The time, and what reaches the outside.
 * @param options What to check beside, of every credential in a presentation.
 * @returns The report. It is data whatever was presented: this function does not reject, unless the
 *   JSON-LD processor of the environment does.
 */
export async function verifyPresented(
  presented: PresentedBadge,
  environment: VerificationEnvironment,
  options: VerificationOptions = {},
): Promise<PresentedVerification> {
  const inner = opened(presented)
  const presentation = presentationIn(inner)
  if (presentation !== null) {
    const asked = { credentials: options }
    const found = await verifyPresentation(presentation, environment, asked)
    const { verdict, checks, holder, credentials } = found
    const about = { presentation: { ...(holder !== undefined && { holder }) }, credential: null }
    const report = { verdict, checks, ...about, credentials: flattened(credentials) }
    return { report, document: null }
  }
  if ('badgeUrl' in inner || kindOf(documentIn(inner)) !== 'clr') {
    return verifyBadge(inner, environment, options)
  }
  const { report, credentials, ...about } = await verifyRecord(inner, environment, options)
  return { ...about, report: { ...report, credentials: flattened(credentials) } }
}

/** A credential out of its envelope (VCDM 2.0, section 4.12.1). */
function opened(presented: PresentedBadge): PresentedBadge {
  const type = 'EnvelopedVerifiableCredential'
  if (!('credential' in presented) || !isEnvelope(presented.credential, type)) return presented
  const { credential: envelope } = presented
  const jwt = envelopeProblems(envelope, type).length > 0 ? null : jwtOfEnvelope(envelope)
  return jwt === null ? presented : { jwt }
}

/** What is presented, as a presentation; null when it is none. */
function presentationIn(presented: PresentedBadge) {
  if ('badgeUrl' in presented) return null
  if ('credential' in presented) {
    const { credential } = presented
    return isPresentation(credential) ? { presentation: credential } : null
  }
  const token = decodePresentationJwt(presented.jwt)
  return !('problem' in token) && isPresentation(token.presentation) ? presented : null
}

/** What says that it is a credential is held to that, whatever else it says: it needs a signature. */
function isPresentation(document: unknown): boolean {
  if (hasType(document, 'VerifiableCredential')) return false
  const kind = kindOf(document)
  return kind === 'presentation' || kind === 'enveloped-presentation'
}

function documentIn(presented: Exclude<PresentedBadge, { badgeUrl: string }>): unknown {
  if ('credential' in presented) return presented.credential
  const token = decodeCredentialJwt(presented.jwt)
  return 'problem' in token ? null : token.credential
}

const flattened = (credentials: readonly EmbeddedReport[]) =>
  credentials.map(({ path, report }) => ({ path, ...report }))
