import { quoted } from '../quoted.ts'
import { type CheckResult, failed } from '../report.ts'

/** The result for a badge that is to be believed by a signature which is not there. */
export const unsigned = failed(
  'no-proof',
  'The badge says that it is signed, and its signature is not there.',
)

/** The result for a badge that its issuer has withdrawn, with the reason where one is given. */
export function revokedFor(reason: unknown): CheckResult {
  const why = typeof reason === 'string' ? ` The reason given: ${quoted(reason)}` : ''
  return failed('revoked', `The issuer has revoked the badge.${why}`)
}
