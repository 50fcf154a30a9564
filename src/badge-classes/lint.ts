import { lintAchievement } from '../credentials/index.ts'
import { invalid } from '../http/index.ts'
import { achievementOf } from './achievement.ts'
import { resultDescriptionProblems } from './results.ts'
import type { Definition } from './schema.ts'

/**
 * Lints before signing: what would not conform, or makes no sense, is refused while it can still be
 * mended.
 *
 * @param publicUrl - origin under which the version is published
 * @throws Problem naming the members of the request that are wrong
 */
export async function lint(
  version: Parameters<typeof achievementOf>[0],
  publicUrl: string,
): Promise<void> {
  const { resultDescriptions = [] } = version.definition as Definition
  const [first, ...rest] = [
    ...resultDescriptionProblems(resultDescriptions),
    ...(await lintAchievement(achievementOf(version, publicUrl))).map(
      ({ field: place, detail }) => {
        const field = requestField(place)
        return { field, detail: `${field}: ${detail}` }
      },
    ),
  ]
  if (first !== undefined) throw invalid(first, ...rest)
}

const PLURAL = ['alignment', 'tag', 'resultDescription']

/** The member of a request behind a place in the achievement: `alignment.0.targetUrl`, `image.id`. */
function requestField(place: string): string {
  const [member = '', ...rest] = place.split('.')
  if (member === 'image') return member
  const name = PLURAL.includes(member) ? `${member}s` : member
  const path = rest.map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`))
  return [name || 'body', ...path].join('')
}
