import { isObject, type JsonObject, matchesDigest, valuesOf } from '../credentials/index.ts'
import type { DocumentLoad, VerificationEnvironment } from './environment.ts'
import { type CheckResult, failed, inconclusive, passed, skipped } from './report.ts'

/** More links are not visited for one credential. */
const MAX_LINKS = 10

const unavailable = inconclusive(
  'evidence-unavailable',
  'Not all of the evidence could be reached.',
)

const there = passed('The evidence that the credential links to is there.')

/** What the credential says that lies at an address, in hashes: beside the link, or apart. */
function digestsOf(document: JsonObject, url: string): JsonObject[] {
  return [...valuesOf(document.evidence), ...valuesOf(document.relatedResource)]
    .filter(isObject)
    .filter(({ id }) => id === url)
}

const hasDigest = ({ digestSRI, digestMultibase }: JsonObject) =>
  digestSRI !== undefined || digestMultibase !== undefined

async function checkLink(
  url: string,
  document: JsonObject,
  environment: VerificationEnvironment,
): Promise<CheckResult> {
  const answer = await environment
    .load(url, 'evidence')
    .catch((): DocumentLoad => ({ unavailable: 'no answer' }))
  const resources = digestsOf(document, url)
  if ('unavailable' in answer) {
    // A film is there, however long it is, unless all of it would have to be hashed.
    return answer.tooLarge && !resources.some(hasDigest) ? there : unavailable
  }
  if (answer.status === 404 || answer.status === 410) {
    return failed(
      'evidence-missing',
      'Evidence that the credential links to is not there any more.',
    )
  }
  if (answer.status !== 200) return unavailable
  const matches = resources.map((resource) => matchesDigest(answer.bytes, resource))
  return matches.includes(false)
    ? failed('evidence-changed', 'Evidence that the credential links to is not what it was.')
    : there
}

/**
 * Whether the evidence that the credential links to is there, and still the same where the credential
 * holds a digest of it (VCDM 2.0, section 5.3). Says nothing about what the evidence shows. Asked for
 * only by callers who care, so that what is gone counts for them.
 */
export async function checkEvidence(
  document: JsonObject,
  environment: VerificationEnvironment,
): Promise<CheckResult> {
  const links = valuesOf(document.evidence)
    .map((evidence) => (isObject(evidence) ? evidence.id : undefined))
    .filter((id): id is string => typeof id === 'string' && /^https?:/i.test(id))
  const urls = [...new Set(links)]
  if (urls.length === 0) return skipped('The credential links to no evidence.')
  const visited = urls.slice(0, MAX_LINKS)
  const results = await Promise.all(visited.map((url) => checkLink(url, document, environment)))
  const failure = results.find(({ outcome }) => outcome === 'failed')
  if (failure) return failure
  const all = visited.length === urls.length
  if (!all || results.some(({ outcome }) => outcome === 'inconclusive')) return unavailable
  return there
}
