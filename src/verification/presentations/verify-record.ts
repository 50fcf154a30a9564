import { checkSigned, contextOf } from '../check-signed.ts'
import type { VerificationEnvironment } from '../environment.ts'
import type { Presented } from '../presented.ts'
import { failed, type VerificationReport } from '../report.ts'
import { type Verification, type VerificationOptions, verifyWithin } from '../verify.ts'
import { allEmbedded, MAX_CREDENTIALS, verifyEmbedded } from './embedded.ts'
import { type EmbeddedReport, worstVerdict } from './report.ts'

/** The verification of a learner record, and of each of the credentials in it. */
export type RecordVerification = Verification & { credentials: EmbeddedReport[] }

/**
 * Verifies a Comprehensive Learner Record (CLR 2.0, ClrCredential) as the credential that it is, and
 * each of the credentials in it by itself. The checks of the record are about what its issuer has put
 * together; its verdict is the worst of all, as that of a presentation.
 *
 * For other credentials the same as `verify`, with no credentials in them. Does not reject, unless the
 * JSON-LD processor of the environment does.
 */
export async function verifyRecord(
  presented: Presented,
  environment: VerificationEnvironment,
  options: VerificationOptions = {},
): Promise<RecordVerification> {
  const context = contextOf(environment)
  const verification = await verifyWithin(presented, {
    context,
    asked: options,
    signed: await checkSigned(presented, context),
  })
  const isReadable = verification.report.checks.some(
    ({ name, outcome }) => name === 'shape' && outcome === 'passed',
  )
  const found = isReadable ? allEmbedded(verification.document) : []
  if (found === null) return { ...verification, report: tooLarge(verification), credentials: [] }
  const credentials = await verifyEmbedded(found, { context, asked: {} })
  const { report } = verification
  const verdicts = [report.verdict, ...credentials.map((one) => one.report.verdict)]
  return { ...verification, report: { ...report, verdict: worstVerdict(verdicts) }, credentials }
}

function tooLarge({ report }: Verification): VerificationReport {
  const shape = failed('too-complex', `The record holds more than ${MAX_CREDENTIALS} credentials.`)
  const checks = report.checks.map((one) => (one.name === 'shape' ? { ...one, ...shape } : one))
  return { ...report, verdict: 'invalid', checks }
}
