import { checkSigned, contextOf } from '../check-signed.ts'
import type { VerificationEnvironment } from '../environment.ts'
import type { Presented } from '../presented.ts'
import { type Verification, type VerificationOptions, verifyWithin } from '../verify.ts'
import { allEmbedded, verifyEmbedded } from './embedded.ts'
import type { EmbeddedReport } from './report.ts'

/** The verification of a learner record, and of each of the credentials in it. */
export type RecordVerification = Verification & { credentials: EmbeddedReport[] }

/**
 * Verifies a Comprehensive Learner Record (CLR 2.0, ClrCredential) as the credential that it is, and
 * each of the credentials in it by itself. Its own verdict is about what its issuer has put together: a
 * credential in it that was revoked since has its own.
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
  // What has the right shape has fewer contexts than there may be credentials.
  const isReadable = verification.report.checks.some(
    ({ name, outcome }) => name === 'shape' && outcome === 'passed',
  )
  const found = isReadable ? allEmbedded(verification.document) : null
  return {
    ...verification,
    credentials: await verifyEmbedded(found ?? [], { context, asked: {} }),
  }
}
