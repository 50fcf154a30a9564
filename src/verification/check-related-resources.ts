import {
  isObject,
  type JsonObject,
  matchesDigest,
  publishedContextDigests,
  valuesOf,
} from '../credentials/index.ts'
import type { DocumentLoad, VerificationEnvironment } from './environment.ts'
import { type CheckResult, failed, inconclusive, passed, skipped } from './report.ts'

/** More resources are not visited for one credential. */
const MAX_RESOURCES = 10

const changed = failed(
  'related-resource-changed',
  'Something that the credential refers to is not what it was when the issuer referred to it.',
)
const unknown = inconclusive(
  'related-resource-unavailable',
  'Not all that the credential refers to could be compared with what it was.',
)
const unchanged = passed('What the credential refers to is what it was.')

async function checkOne(
  resource: JsonObject,
  environment: VerificationEnvironment,
): Promise<CheckResult> {
  const url = String(resource.id)
  const known = publishedContextDigests(url)
  if (known) {
    const matches = known.map((digestOf) => matchesDigest(digestOf, resource))
    return matches.includes(true) ? unchanged : matches.includes(null) ? unknown : changed
  }
  // What has no address is compared by whoever has it.
  if (!/^https?:/i.test(url)) return unchanged
  const answer = await environment
    .load(url, 'resource')
    .catch((): DocumentLoad => ({ unavailable: 'no answer' }))
  if ('unavailable' in answer) return unknown
  // What is not there any more cannot mislead anybody.
  if (answer.status === 404 || answer.status === 410) return unchanged
  if (answer.status !== 200) return unknown
  const matches = matchesDigest(answer.bytes, resource)
  return matches === null ? unknown : matches ? unchanged : changed
}

/**
 * Whether the resources that the credential holds digests of are what they were (VCDM 2.0, section
 * 5.3): one with another digest fails. One whose server says that it is gone does not, nor one that has
 * no address: the standard asks for no more than that nobody relies on anything else in its place. One
 * that cannot be read leaves the check open. Contexts are not fetched: the digests of their published
 * files are known.
 */
export async function checkRelatedResources(
  document: JsonObject,
  environment: VerificationEnvironment,
): Promise<CheckResult> {
  const resources = valuesOf(document.relatedResource).filter(isObject)
  if (resources.length === 0) return skipped('The credential holds no digests of anything else.')
  const visited = resources.slice(0, MAX_RESOURCES)
  const results = await Promise.all(visited.map((one) => checkOne(one, environment)))
  const failure = results.find(({ outcome }) => outcome === 'failed')
  if (failure) return failure
  const all = visited.length === resources.length
  return all && results.every(({ outcome }) => outcome === 'passed') ? unchanged : unknown
}
