import { made, makeBadgeClass } from './programme.ts'
import type { Service } from './service.ts'

/**
 * A learner with badges of two issuers: one with a skill and evidence, one that is about taking part.
 */
export async function makeLearnerWithBadges(service: Service) {
  const { admin } = service
  const library = await makeBadgeClass(admin, {
    badgeClass: {
      layer: 'Demonstrate',
      alignments: [
        {
          targetName: 'edit recorded sound',
          targetUrl: 'http://data.europa.eu/esco/skill/edit-recorded-sound',
          targetDescription: 'Edit audio footage.',
        },
      ],
    },
  })
  const radio = await makeBadgeClass(admin, {
    issuer: { name: 'Harbour Radio', url: 'https://radio.example.org' },
    badgeClass: { name: 'Open Day', layer: 'Participate' },
  })
  const learner = await makeLearner(service, '29001234567')
  const podcast = await award(service, library.badgeClass.id, learner, {
    evidence: [{ name: 'Episode 1', narrative: 'Three dockers tell of their work.' }],
  })
  const openDay = await award(service, radio.badgeClass.id, learner)
  return { library, radio, learner, podcast, openDay, picks: [podcast.id, openDay.id] }
}

/** A learner known by a library card; the id. */
export async function makeLearner({ admin }: Service, card: string): Promise<string> {
  const { status, text, body } = await admin.post('/v1/learners', {
    identifiers: [{ type: 'library-card', value: card, authority: 'harbour-libraries' }],
  })
  if (status !== 201) throw new Error(text)
  return body.id
}

/** An award, as it is answered. */
export async function award(
  { admin }: Service,
  badgeClassId: string,
  learnerId: string,
  more: object = {},
) {
  return made(await admin.post('/v1/assertions', { badgeClassId, learnerId, ...more }))
}
