import { contextOf } from '../check-signed.ts'
import type { VerificationEnvironment } from '../environment.ts'
import { skipped, verdictOf } from '../report.ts'
import { checkPresentation, type PresentedPresentation } from './check-presentation.ts'
import { allEmbedded, verifyEmbedded } from './embedded.ts'
import { holderIdOf } from './holder.ts'
import {
  type PresentationCheck,
  type PresentationOptions,
  type PresentationReport,
  presentationCheckNames,
  worstVerdict,
} from './report.ts'

const unreadable = skipped('Not checked, because the presentation could not be read.')
const notAsSigned = skipped(
  'Not checked, because the presentation does not stand as it was signed.',
)

/**
 * Verifies a presentation (VCDM 2.0, section 4.13; VCDM 1.1, section 4.10): its shape and contexts,
 * whether its holder signed it for this occasion, and each of the credentials in it, those in learner
 * records included.
 *
 * @param presented A document or an envelope, anything at all as it was parsed from JSON, which is not
 *   altered; or a token, any text at all.
 * @param environment The time, and what reaches the outside: as much for all credentials together as
 *   for one alone.
 * @param asked For which occasion it has to be made, and what to check beside.
 * @returns The report, which is data whatever was presented: this function does not reject, unless
 *   the JSON-LD processor of the environment does. A presentation that nobody signed is a set of
 *   credentials, no less and no more.
 */
export async function verifyPresentation(
  presented: PresentedPresentation,
  environment: VerificationEnvironment,
  asked: PresentationOptions = {},
): Promise<PresentationReport> {
  const context = contextOf(environment)
  const { document, results, mayAssert } = await checkPresentation(presented, context, asked)
  const missing = document === null ? unreadable : notAsSigned
  const checks = presentationCheckNames.map(
    (name): PresentationCheck => ({ name, ...(results[name] ?? missing) }),
  )
  const holder = document === null ? undefined : holderIdOf(document)
  // With a key that is only for logging in, say, an issuer says nothing about others.
  const isTheirs = mayAssert && results['holder-key']?.outcome === 'passed'
  const credentials = await verifyEmbedded(allEmbedded(document) ?? [], {
    context,
    asked: asked.credentials ?? {},
    ...(isTheirs && { holder }),
  })
  return {
    verdict: worstVerdict([verdictOf(checks), ...credentials.map(({ report }) => report.verdict)]),
    checks,
    ...(typeof holder === 'string' && { holder }),
    credentials,
  }
}
