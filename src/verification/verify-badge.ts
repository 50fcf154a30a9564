import type { VerificationEnvironment } from './environment.ts'
import { isOpenBadge2, isOpenBadge2Jws, verifyOpenBadge2 } from './open-badges-2/index.ts'
import type { Presented } from './presented.ts'
import { type Verification, type VerificationOptions, verify } from './verify.ts'

/** What somebody brings: also a document with the address where it lies, or where a badge should lie. */
export type PresentedBadge = (Presented & { foundAt?: string }) | { badgeUrl: string }

/**
 * Verifies whatever somebody brings, of any version of Open Badges: which it is shows in its content.
 * Credentials go to {@link verify}, badges of 2.0 and before to {@link verifyOpenBadge2}, whose
 * report is the same.
 *
 * @param environment The time, and what reaches the outside.
 * @param options What to check beside.
 * @returns The report, and what it is about.
 */
export function verifyBadge(
  presented: PresentedBadge,
  environment: VerificationEnvironment,
  options: VerificationOptions = {},
): Promise<Verification> {
  if ('badgeUrl' in presented) {
    return verifyOpenBadge2({ url: presented.badgeUrl }, environment, options)
  }
  if ('jwt' in presented) {
    return isOpenBadge2Jws(presented.jwt)
      ? verifyOpenBadge2({ jws: presented.jwt }, environment, options)
      : verify(presented, environment, options)
  }
  const { credential, foundAt } = presented
  return isOpenBadge2(credential)
    ? verifyOpenBadge2({ assertion: credential, foundAt }, environment, options)
    : verify(presented, environment, options)
}
