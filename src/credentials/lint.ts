import type { AchievementInput } from './achievement-document.ts'
import { documentLoader } from './contexts.ts'
import { expand, jsonLdProblem } from './json-ld/index.ts'
import { openBadgeCredential } from './open-badge.ts'
import { isAbsoluteIri, type ShapeProblem, shapeProblems } from './shape/index.ts'

// Stands for whatever issuer and learner an award will have; nothing of it reaches a credential.
const sample = {
  id: 'https://badges.example/credentials/sample',
  issuer: { id: 'did:web:badges.example', name: 'Sample' },
  recipient: { id: 'urn:uuid:00000000-0000-4000-8000-000000000000' },
  validFrom: new Date(0),
  ed25519Signature2020: true,
}

const prefix = 'credentialSubject.achievement.'

/** Schemes of links that a page may show and that JSON-LD keeps as they are. */
function isLink(value: string, schemes: string[]): boolean {
  return isAbsoluteIri(value) && schemes.includes(value.slice(0, value.indexOf(':')).toLowerCase())
}

function linkProblems(achievement: AchievementInput): ShapeProblem[] {
  const links = ['https', 'http', 'urn', 'did']
  const found: ShapeProblem[] = []
  const check = (field: string, value: unknown, schemes = links) => {
    if (typeof value === 'string' && !isLink(value, schemes)) {
      found.push({ field, detail: `must be an absolute URL (${schemes.join(', ')})` })
    }
  }
  check('id', achievement.id)
  check('criteria.id', achievement.criteria.id)
  check('image.id', achievement.image?.id, ['https', 'http', 'data'])
  achievement.alignment?.forEach((one, at) => {
    check(`alignment.${at}.targetUrl`, one.targetUrl)
  })
  achievement.related?.forEach((one, at) => {
    check(`related.${at}.id`, one.id)
  })
  return found
}

/**
 * What an achievement would do wrong in a signed credential, found before anything is awarded or
 * stored, as certificate authorities lint before they sign: a sample credential is built from it,
 * held to the shape of Open Badges 3.0 and expanded in JSON-LD safe mode, as signing would do.
 *
 * @returns One problem per field, the field relative to the achievement (`criteria.narrative`);
 *   empty when it can be signed. Does not reject, as long as objects and arrays are where
 *   {@link AchievementInput} has them.
 */
export async function lintAchievement(achievement: AchievementInput): Promise<ShapeProblem[]> {
  const found = new Map<string, ShapeProblem>()
  const add = (problem: ShapeProblem) => {
    if (!found.has(problem.field)) found.set(problem.field, problem)
  }
  for (const member of ['name', 'description'] as const) {
    if (achievement[member] === '') add({ field: member, detail: 'must not be empty' })
  }
  const { narrative, id } = achievement.criteria
  if (!narrative && !id) {
    add({ field: 'criteria', detail: 'must have a narrative or the id of a page, or both' })
  }
  const credential = openBadgeCredential({ ...sample, achievement })
  for (const { field, detail } of shapeProblems(credential)) {
    if (field.startsWith(prefix)) add({ field: field.slice(prefix.length), detail })
  }
  for (const problem of linkProblems(achievement)) add(problem)
  if (found.size > 0) return [...found.values()]
  try {
    await expand(credential, documentLoader)
    return []
  } catch (error) {
    return [{ field: '', detail: jsonLdProblem(error).detail }]
  }
}
