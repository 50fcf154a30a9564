import {
  type DecodedPresentationJwt,
  jwkOf,
  verifyPresentationJwt,
} from '../../credentials/index.ts'
import { claimTimeProblem } from '../check-jwt.ts'
import type { Context } from '../check-signed.ts'
import { type CheckResult, failed, passed } from '../report.ts'
import { occasionProblem, type Presenting } from './check-proofs.ts'
import { holderIdOf, holderKey } from './holder.ts'
import type { PresentationOptions } from './report.ts'

/** What the claims of a token say beside the presentation (RFC 7519, section 4.1; VC-JOSE-COSE). */
function claimsProblem(
  { claims, presentation }: DecodedPresentationJwt,
  asked: PresentationOptions,
  now: Date,
): CheckResult | null {
  const holder = holderIdOf(presentation)
  for (const [claim, said] of [
    ['iss', holder],
    ['jti', presentation.id],
  ] as const) {
    if (claims[claim] === undefined || said === undefined || claims[claim] === said) continue
    const detail = `The token's claim ${claim} does not say what the presentation says.`
    return failed('claim-different', detail)
  }
  const untimely = claimTimeProblem(claims, now)
  if (untimely) return untimely
  return occasionProblem({ challenge: claims.nonce, domain: claims.aud }, asked)
}

/**
 * Whether the holder signed a presentation that is a token (VC-JOSE-COSE; VCDM 1.1, section 6.3.1) for
 * this occasion: `nonce` is the challenge, `aud` the domain, `iss` the holder.
 */
export async function checkPresentationToken(
  jwt: string,
  token: DecodedPresentationJwt,
  { context, asked }: { context: Context; asked: PresentationOptions },
): Promise<Presenting> {
  const problem = claimsProblem(token, asked, context.now)
  if (problem) return { proof: problem, key: null }
  const { kid } = token.header
  const holder = holderIdOf(token.presentation) ?? token.claims.iss
  const key = await holderKey(typeof kid === 'string' ? kid : undefined, holder, context)
  if ('outcome' in key) return { proof: key, key: key.outcome === 'inconclusive' ? key : null }
  const { method, binding, mayAssert } = key
  const verdict = await verifyPresentationJwt(jwt, jwkOf(method))
  return verdict.verified
    ? { proof: passed('The presentation is exactly as it was signed.'), key: binding, mayAssert }
    : { proof: failed(verdict.code, verdict.detail), key: null }
}
