import type { JsonObject } from '../credentials/index.ts'
import { invalid } from '../http/index.ts'
import { verify, verifyPresentation } from '../verification/index.ts'
import type { VerificationService } from '../verifications/index.ts'
import { occasionProblems } from './occasion.ts'
import { VcApiProblem } from './problem.ts'
import { type CheckOfReport, type ProblemDetails, problemsOf } from './problem-types.ts'
import type {
  CredentialResult,
  PresentationResult,
  VerifyCredentialRequest,
  VerifyPresentationRequest,
} from './verify-schema.ts'

/** Verification as the VC API has it. */
export type VcApiVerification = {
  /** @throws VcApiProblem unless the credential verifies */
  credential(request: VerifyCredentialRequest): Promise<CredentialResult>
  /** @throws VcApiProblem unless the presentation verifies, and each credential in it */
  presentation(request: VerifyPresentationRequest): Promise<PresentationResult>
}

const carriedOut = (checks: readonly CheckOfReport[]) =>
  checks.filter(({ outcome }) => outcome !== 'skipped').map(({ name }) => name)

/** The result that something verifies. */
const verified = (checks: readonly CheckOfReport[]) => ({
  verified: true,
  checks: carriedOut(checks),
  warnings: [],
  errors: [],
  problemDetails: [],
})

/**
 * Ends a verification that found problems. What could not be found out for certain does not verify
 * either: `verdict` and the codes tell the two apart. Nothing is a mere warning, which would leave a
 * revoked credential verified.
 */
function refuseUnless(
  { verdict, checks }: { verdict: string; checks: readonly CheckOfReport[] },
  problems: ProblemDetails[],
  field: string,
): void {
  const [first, ...rest] = problems
  if (first === undefined) return
  const members = { verified: false, verdict, checks: carriedOut(checks), warnings: [] }
  const errors = problems.slice(0, 20).map(({ path, detail }) => ({
    field: path === undefined ? field : `${field}.${path}`,
    detail,
  }))
  throw new VcApiProblem([first, ...rest], errors, members)
}

/** In a document that strangers wrote any text is right; in what is said about it, it is not. */
function refuseBrokenText(options: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(options)) {
    for (const [position, one] of [value].flat().entries()) {
      if (typeof one !== 'string' || (one.isWellFormed() && !one.includes('\u0000'))) continue
      const field = `options.${name}${Array.isArray(value) ? `[${position}]` : ''}`
      const detail = `${field} must not contain the character U+0000 or half of a surrogate pair.`
      throw invalid({ field, detail })
    }
  }
}

export function createVcApiVerification(
  verifications: Pick<VerificationService, 'within'>,
): VcApiVerification {
  return {
    async credential({ verifiableCredential: credential, options = {} }) {
      refuseBrokenText(options)
      const { report } = await verifications.within((environment) =>
        verify({ credential }, environment),
      )
      const occasion = occasionProblems(credential as JsonObject, options)
      const verdict = occasion.length > 0 ? 'invalid' : report.verdict
      const problems = [...problemsOf(report.checks), ...occasion]
      refuseUnless({ verdict, checks: report.checks }, problems, 'verifiableCredential')
      return {
        ...verified(report.checks),
        ...(options.returnCredential && { credential }),
      }
    },
    async presentation({ verifiablePresentation: signed, presentation: unsigned, options = {} }) {
      refuseBrokenText(options)
      const document = signed ?? unsigned
      if (document === undefined || (signed !== undefined && unsigned !== undefined)) {
        const field = signed === undefined ? 'verifiablePresentation' : 'presentation'
        const detail = 'Exactly one of verifiablePresentation and presentation is required.'
        throw invalid({ field, detail })
      }
      const { challenge, domain, returnPresentation } = options
      const report = await verifications.within((environment) =>
        verifyPresentation({ presentation: document }, environment, {
          ...(challenge !== undefined && { challenge }),
          ...(domain !== undefined && { domain }),
          proofRequired: signed !== undefined,
        }),
      )
      const problems = [
        ...problemsOf(report.checks),
        ...report.credentials.flatMap(({ path, report: { checks } }) => problemsOf(checks, path)),
      ]
      refuseUnless(
        report,
        problems,
        signed === undefined ? 'presentation' : 'verifiablePresentation',
      )
      const isSigned = report.checks.some(
        ({ name, outcome }) => name === 'holder-key' && outcome === 'passed',
      )
      return {
        ...verified(report.checks),
        ...(isSigned && report.holder !== undefined && { holder: report.holder }),
        credentialResults: report.credentials.map(({ path, report: { checks } }) => ({
          path,
          verified: true,
          checks: carriedOut(checks),
        })),
        ...(returnPresentation && { verifiablePresentation: document }),
      }
    },
  }
}
