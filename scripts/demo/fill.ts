import type { Api, Resource } from './api.ts'
import {
  type BadgeKey,
  badgeClasses,
  issuers,
  type Learner,
  learners,
  pathways,
  revocation,
  showcase,
} from './programme.ts'

/** What stands in the service after the demo, and what the demo goes on to show of it. */
export type Filled = {
  counts: Record<'issuers' | 'badge classes' | 'pathways' | 'learners' | 'awards', number>
  /** How many of them this run made. */
  made: number
  shown: { assertion: Resource; revoked: Resource; learner: Resource; pathway: Resource }
}

/**
 * Puts the demo's programme into a service. What is there already is found by its name and not
 * made again, whoever made it and however long ago.
 */
export async function fill(api: Api): Promise<Filled> {
  let made = 0
  const post = async (path: string, body: Resource): Promise<Resource> => {
    const answer = await api.post(path, body)
    if (answer.made) made += 1
    return answer.resource
  }
  const findOrMake = async (path: string, found: Resource | undefined, body: Resource) =>
    found ?? (await post(path, body))

  const issuerList = await api.list('/v1/issuers')
  const issuerIds = await mapped(issuers, async (issuer) => {
    const found = issuerList.find(({ name, url }) => name === issuer.name && url === issuer.url)
    return (await findOrMake('/v1/issuers', found, issuer)).id as string
  })

  const badgeClassList = await api.list('/v1/badge-classes')
  const badgeClassIds = await mapped(badgeClasses, async (badgeClass) => {
    const { issuer, criteria, stories: _, tags, ...text } = badgeClass
    const issuerId = issuerIds[issuer]
    const found = badgeClassList.find(
      (one) => one.issuerId === issuerId && one.name === badgeClass.name,
    )
    const body = { issuerId, ...text, criteria: { narrative: criteria }, tags }
    return (await findOrMake('/v1/badge-classes', found, body)).id as string
  })

  const pathwayList = await api.list('/v1/pathways')
  const madePathways: Resource[] = []
  for (const { name, description, steps } of pathways) {
    const body = {
      name,
      description,
      steps: steps.map((key) => ({
        id: key,
        name: badgeClasses[key].name,
        requires: { badgeClass: badgeClassIds[key] },
      })),
    }
    const found = pathwayList.find((one) => one.name === name)
    madePathways.push(await findOrMake('/v1/pathways', found, body))
  }

  const awarded = await mapped(badgeClassIds, (badgeClassId) =>
    api.list('/v1/assertions', { badgeClassId }),
  )
  const assertions = new Map<string, Resource>()
  const learnerIds = new Map<string, string>()
  let awards = 0
  for (const [position, learner] of learners.entries()) {
    const { id } = await post('/v1/learners', {
      identifiers: [learner.identifier],
      displayName: learner.displayName,
    })
    learnerIds.set(learner.displayName, id)
    for (const key of learner.badges) {
      const found = awarded[key].find(({ learnerId }) => learnerId === id)
      const body = award(learner, key, badgeClassIds[key], position)
      assertions.set(
        `${learner.displayName} ${key}`,
        await findOrMake('/v1/assertions', found, body),
      )
      awards += 1
    }
  }

  const mistaken = assertions.get(`${revocation.learner} ${revocation.badge}`)
  const { resource: revoked } = await api.post(`/v1/assertions/${mistaken?.id}/revocation`, {
    reason: revocation.reason,
  })
  const best = assertions.get(`${showcase.learner} ${showcase.badge}`)
  // Somebody may have revoked it since, to see what happens.
  const standing = [best, ...assertions.values()].find(
    (one) => one?.status === 'active' && one.id !== revoked.id,
  )
  return {
    counts: {
      issuers: Object.keys(issuers).length,
      'badge classes': Object.keys(badgeClasses).length,
      pathways: pathways.length,
      learners: learners.length,
      awards,
    },
    made,
    shown: {
      assertion: standing ?? revoked,
      revoked,
      learner: { displayName: showcase.learner, id: learnerIds.get(showcase.learner) },
      pathway: madePathways[showcase.pathway] as Resource,
    },
  }
}

function award(learner: Learner, key: BadgeKey, badgeClassId: string, position: number): Resource {
  const { stories, name } = badgeClasses[key]
  return {
    badgeClassId,
    recipient: learner.identifier,
    narrative: stories[position % stories.length],
    ...(key === 'podcast-producer' && {
      evidence: [
        { id: `https://library.example.org/podcasts/${position}`, name: `${name}: the episode` },
      ],
    }),
  }
}

/** The object with every value replaced by what `work` makes of it, one after the other. */
async function mapped<K extends string, V, R>(
  object: Record<K, V>,
  work: (value: V) => Promise<R>,
): Promise<Record<K, R>> {
  const entries: [string, R][] = []
  for (const [key, value] of Object.entries<V>(object)) entries.push([key, await work(value)])
  return Object.fromEntries(entries) as Record<K, R>
}
