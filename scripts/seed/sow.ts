import { type Api, DemoError, type Resource } from '../demo/api.ts'
import { awardAll } from './award-all.ts'
import { whenInStep } from './in-step.ts'
import { pathwayPlan } from './pathways.ts'
import {
  EARNED,
  ISSUERS,
  newBadgeClass,
  newIssuer,
  newOpportunity,
  OPPORTUNITIES,
  PATHWAYS,
} from './region.ts'
import type { Region } from './sown-region.ts'

/** How many requests are under way at the same time. */
const AT_ONCE = 8

/** Makes a place with its issuers, badge classes, pathways and opportunities. */
export async function sowRegion(api: Api, seed: string): Promise<Region> {
  const make = async (path: string, body: Resource): Promise<string> =>
    String((await api.post(path, body)).resource.id)
  const placeId = await make('/v1/places', { name: `Region ${seed}` })
  const issuerIds = await each(ISSUERS, async (at) => {
    const issuerId = await make('/v1/issuers', newIssuer(at))
    const invitations = `/v1/places/${placeId}/invitations`
    const invitationId = await make(invitations, { issuerId, role: 'issuer-staff' })
    await api.post(`${invitations}/${invitationId}/acceptance`, {})
    return issuerId
  })
  const badgeClassIds = await each(EARNED + PATHWAYS, (at) =>
    make('/v1/badge-classes', newBadgeClass(seed, at, issuerIds[at % ISSUERS] as string)),
  )
  const plans = Array.from({ length: PATHWAYS }, (_, at) => pathwayPlan(seed, at))
  const pathwayIds: string[] = []
  // One after another: later ones ask for earlier ones.
  for (const [at, plan] of plans.entries()) {
    const body = {
      name: `Pathway ${at}`,
      placeId,
      steps: plan.steps({ badgeClassIds, pathwayIds }),
      awards: badgeClassIds[plan.award],
      destinations: ['Employability'],
    }
    pathwayIds.push(await make('/v1/pathways', body))
  }
  const start = new Date(new Date().toISOString().slice(0, 10))
  await each(OPPORTUNITIES, (at) =>
    make('/v1/opportunities', newOpportunity(seed, at, { start, issuerIds, badgeClassIds })),
  )
  return { seed, placeId, badgeClassIds, pathwayIds, plans }
}

/** Seconds until awards were taken in, made, and everything that follows from them was in step. */
export type Sown = { uploaded: number; awarded: number; inStep: number }

/**
 * Awards what people of the region have, as one batch, and waits until everything is in step.
 *
 * @param range - of the planned awards
 */
export async function sowAwards(
  api: Api,
  key: string,
  region: Region,
  range: { from: number; to: number },
): Promise<Sown> {
  const begun = performance.now()
  const since = () => (performance.now() - begun) / 1000
  let uploaded = 0
  const passed = () => {
    uploaded = since()
  }
  await awardAll(api, key, region, { ...range, passed })
  const awarded = since()
  await whenInStep(api, region.placeId)
  return { uploaded, awarded, inStep: since() }
}

async function each(count: number, make: (at: number) => Promise<string>): Promise<string[]> {
  const made: string[] = []
  let at = 0
  const lane = async () => {
    while (at < count) {
      const own = at
      at += 1
      made[own] = await make(own)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  if (made.length !== count) throw new DemoError('Not everything was made.')
  return made
}
