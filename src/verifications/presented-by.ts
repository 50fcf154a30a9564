import { verifyPresentation } from '../verification/index.ts'
import type { VerificationService } from './service.ts'

/**
 * Finds out whether a presentation was signed by a certain holder for a certain occasion, whatever
 * the credentials in it are worth.
 */
export function presentedBy(verifications: Pick<VerificationService, 'within'>) {
  return async (
    presented: { presentation: unknown } | { jwt: string },
    { holder, ...asked }: { holder: string; challenge: string; domain: string },
  ): Promise<boolean> => {
    const report = await verifications.within((environment) =>
      verifyPresentation(presented, environment, { ...asked, proofRequired: true }),
    )
    return report.holder === holder && report.checks.every(({ outcome }) => outcome === 'passed')
  }
}
