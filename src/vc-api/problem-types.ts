// The kinds of problems that the standards name, by the page that defines them.

const VC_DATA_MODEL = 'https://www.w3.org/TR/vc-data-model#'
const VC_API = 'https://www.w3.org/TR/vc-api#'
const DATA_INTEGRITY = 'https://w3id.org/security#'
const STATUS_LIST = 'https://www.w3.org/ns/credentials/status-list#'

/** VCDM 2.0, section 7.2; VC API, Error Handling; DI, section 4.7; Bitstring Status List, section 3.5. */
const pages = {
  PARSING_ERROR: VC_DATA_MODEL,
  CRYPTOGRAPHIC_SECURITY_ERROR: VC_DATA_MODEL,
  MALFORMED_VALUE_ERROR: VC_DATA_MODEL,
  RANGE_ERROR: VC_DATA_MODEL,
  UNKNOWN_OPTION_PROVIDED: VC_API,
  PROOF_GENERATION_ERROR: DATA_INTEGRITY,
  PROOF_VERIFICATION_ERROR: DATA_INTEGRITY,
  INVALID_DOMAIN_ERROR: DATA_INTEGRITY,
  INVALID_CHALLENGE_ERROR: DATA_INTEGRITY,
  STATUS_RETRIEVAL_ERROR: STATUS_LIST,
  STATUS_VERIFICATION_ERROR: STATUS_LIST,
} as const

export type ProblemType = keyof typeof pages

/**
 * The ProblemDetails of the VC API (VCDM 2.0, section 7.2), which are those of RFC 9457: `type` is an
 * URL that the standards define, `title` its name. What they leave open is told as everywhere here:
 * `code` is the code of the check, `path` the way to the credential in a presentation.
 */
export type ProblemDetails = {
  type: string
  title: string
  detail: string
  code?: string
  path?: string
}

export function problemDetails(
  type: ProblemType,
  detail: string,
  more: Pick<ProblemDetails, 'code' | 'path'> = {},
): ProblemDetails {
  return { type: `${pages[type]}${type}`, title: type, detail, ...more }
}

/** The kind of problem that a code of a check is, where its check does not say. */
const ofCodes: Record<string, ProblemType> = {
  'not-a-credential': 'PARSING_ERROR',
  'malformed-jwt': 'PARSING_ERROR',
  'malformed-json-ld': 'PARSING_ERROR',
  'challenge-mismatch': 'INVALID_CHALLENGE_ERROR',
  'domain-mismatch': 'INVALID_DOMAIN_ERROR',
  'status-entry-malformed': 'MALFORMED_VALUE_ERROR',
  'status-index-out-of-range': 'RANGE_ERROR',
  'status-list-unavailable': 'STATUS_RETRIEVAL_ERROR',
}

/** The kind of problem that it is when a check does not pass. */
const ofChecks: Record<string, ProblemType> = {
  shape: 'MALFORMED_VALUE_ERROR',
  context: 'MALFORMED_VALUE_ERROR',
  proof: 'PROOF_VERIFICATION_ERROR',
  'issuer-key': 'PROOF_VERIFICATION_ERROR',
  'holder-key': 'PROOF_VERIFICATION_ERROR',
  endorsements: 'PROOF_VERIFICATION_ERROR',
  'related-resources': 'CRYPTOGRAPHIC_SECURITY_ERROR',
  status: 'STATUS_VERIFICATION_ERROR',
  validity: 'RANGE_ERROR',
}

/** One check of a report, of a credential or a presentation. */
export type CheckOfReport = { name: string; outcome: string; code?: string; detail: string }

/**
 * The problems that a report tells of: one for each check that failed or could not be carried out.
 * For those that only this service has no standard names a kind; theirs is a URN of our own.
 */
export function problemsOf(checks: readonly CheckOfReport[], path?: string): ProblemDetails[] {
  return checks.flatMap(({ name, code, detail }) => {
    if (code === undefined) return []
    const more = { code, ...(path !== undefined && { path }) }
    const type = ofCodes[code] ?? ofChecks[name]
    return type === undefined
      ? [{ type: `urn:waymark:check:${name}`, title: code, detail, ...more }]
      : [problemDetails(type, detail, more)]
  })
}
