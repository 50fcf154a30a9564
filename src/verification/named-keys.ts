import { didOfMethod, findMethod, type ListedMethod, type Resolver } from './dids.ts'
import { didProblem, issuerProblem, listedBy } from './issuer-keys.ts'
import { standingProblem } from './key-standing.ts'
import { type CheckResult, failed, passed } from './report.ts'

/**
 * A key that a signature names.
 *
 * `binding`: whether the issuer vouches for it. `isListed`: the issuer's own side lists it; how good it
 * is then, `binding` says. A key that is not may be another signer's.
 */
export type NamedKey = ListedMethod & { isListed: boolean; binding: CheckResult }

type Context = { now: Date; resolve: Resolver }

export const notTheIssuers = failed(
  'key-not-issuers',
  'The document was signed with a key that the issuer it names does not acknowledge.',
)

/**
 * The keys that a signature names, as the issuer's own side lists them.
 *
 * @param name The `verificationMethod` of a proof or the `kid` of a token; undefined for any key.
 * @param issuer The id of the issuer, whatever the document has there.
 * @returns none when the issuer lists no such key, which for a key of another DID needs no asking; an
 *   outcome when it cannot be told
 */
export async function listedKeys(
  name: string | undefined,
  issuer: unknown,
  context: Context,
): Promise<NamedKey[] | CheckResult> {
  const problem = issuerProblem(issuer)
  const listed = problem ?? (await listedBy(issuer as string, name, context.resolve))
  if ('outcome' in listed) return listed
  return listed.map((key) => ({ ...key, isListed: true, binding: bindingOf(key, issuer, context) }))
}

/**
 * The keys that a signature names: from the issuer's own side, else, for a DID URL, from the DID that
 * it is part of. A web address that the issuer does not list leads to no key at all.
 *
 * @param name The `verificationMethod` of a proof or the `kid` of a token; undefined for any key.
 * @param issuer The id of the issuer, whatever the document has there.
 * @returns none when the issuer's side was read and has no such key; an outcome when no key can be
 *   told
 */
export async function keysNamed(
  name: string | undefined,
  issuer: unknown,
  context: Context,
): Promise<NamedKey[] | CheckResult> {
  const listed = await listedKeys(name, issuer, context)
  if (!('outcome' in listed) && listed.length > 0) return listed
  const did = name === undefined ? null : didOfMethod(name)
  if (name === undefined || did === null || did === issuer) return listed
  const resolution = await context.resolve.controller(did)
  if (!('document' in resolution)) return didProblem(resolution)
  const found = findMethod(resolution.document, name)
  const binding = 'outcome' in listed ? listed : notTheIssuers
  return found === null ? [] : [{ ...found, isListed: false, binding }]
}

function bindingOf(key: ListedMethod, issuer: unknown, { now }: Context): CheckResult {
  if (key.method.controller !== issuer) return notTheIssuers
  // First, because a revoked key is no longer among those that may assert either.
  const problem = standingProblem(key.method, now)
  if (problem) return problem
  if (!key.mayAssert) return notTheIssuers
  return passed('The key that signed the document belongs to the issuer.')
}
