import { isObject, type JsonObject } from '../json.ts'
import { parseDocumentTime } from '../times.ts'

/** The claims that a VC-JWT repeats from its credential (Open Badges 3.0, section 8.2.4.1). */
export type CredentialClaims = {
  iss?: string
  jti?: string
  nbf?: number
  exp?: number
  sub?: string
}

function seconds(time: unknown): number | undefined {
  const date = parseDocumentTime(time)
  return date ? Math.floor(date.getTime() / 1000) : undefined
}

function idOf(value: unknown): string | undefined {
  const id = isObject(value) ? value.id : value
  return typeof id === 'string' ? id : undefined
}

/**
 * The claims that follow from a credential, of VCDM 2.0 or 1.1; those that it has nothing for are
 * left out. Times in seconds since 1970; fractions, which documents of ours do not have, are cut.
 */
export function claimsOfCredential(credential: JsonObject): CredentialClaims {
  const claims = {
    iss: idOf(credential.issuer),
    jti: idOf(credential.id),
    nbf: seconds(credential.validFrom ?? credential.issuanceDate),
    exp: seconds(credential.validUntil ?? credential.expirationDate),
    sub: isObject(credential.credentialSubject) ? idOf(credential.credentialSubject) : undefined,
  }
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined))
}

/** A claim that does not go with the credential: a sentence for people. */
export type ClaimProblem = {
  claim: keyof CredentialClaims
  code: 'claim-missing' | 'claim-different'
  detail: string
}

/**
 * Where the claims of a VC-JWT and its credential disagree (Open Badges 3.0, section 8.2.4.1 and the
 * verification of 8.2.5; VCDM 1.1, section 6.3.1): each claim has to say what the credential says,
 * and to be there when the credential says it. Where a token is of a kind that needs no claims
 * (`typ` `vc+jwt`, VC-JOSE-COSE), let those with the code `claim-missing` pass.
 *
 * @returns One problem per claim; empty when they agree.
 */
export function claimProblems(claims: JsonObject, credential: JsonObject): ClaimProblem[] {
  const expected = claimsOfCredential(credential)
  const problems: ClaimProblem[] = []
  for (const claim of ['iss', 'jti', 'nbf', 'exp', 'sub'] as const) {
    const given = claims[claim]
    const wanted = expected[claim]
    const comparable = typeof given === 'number' ? Math.floor(given) : given
    if (comparable === wanted) continue
    problems.push(
      given === undefined
        ? { claim, code: 'claim-missing', detail: `The token lacks the claim ${claim}.` }
        : {
            claim,
            code: 'claim-different',
            detail: `The token's claim ${claim} does not say what the credential says.`,
          },
    )
  }
  return problems
}
