// Once through the API as a newcomer would go, with the examples of the description as bodies: each
// answer is held against what is described.
import t from 'tap'
import { startService } from '../support/service.ts'
import { apply, claim, gather } from './openapi/activities.ts'
import { changeAwards, endorse, makePathway } from './openapi/badges.ts'
import { awardInBatches, verifyInBatches } from './openapi/batches.ts'
import { decide } from './openapi/consents.ts'
import { startGuide } from './openapi/guide.ts'
import { keepKeys, signForOthers } from './openapi/issuers.ts'
import { followPathways, keepRecords, leave, meetLearner } from './openapi/learners.ts'
import { makePlace } from './openapi/places.ts'
import { deliver, lookAround, sendMail } from './openapi/service.ts'

t.test('the answers are as described, to the examples of the description', async (t) => {
  const guide = await startGuide(t, await startService(t))
  const { call, create } = guide
  const issuer = await create('createIssuer')
  const badgeClass = await create('createBadgeClass', { issuerId: issuer.id })
  const assertion = await create('createAssertion', { badgeClassId: badgeClass.id })
  const newcomer = await meetLearner(guide, { assertion, badgeClassId: badgeClass.id })
  const pathway = await makePathway(guide, badgeClass.id)
  const apiKey = await create('createApiKey', { issuerId: issuer.id })
  await create('createImage')
  const standard = await create('createBadgingStandard')
  const endorser = await create('createIssuer')
  await endorse(guide, endorser.id, badgeClass.id)
  const opportunity = await gather(guide, issuer.id, badgeClass.id)
  const { place, network } = await makePlace(guide, issuer.id, badgeClass.id)
  await keepRecords(guide, assertion)
  await decide(guide, { assertion, placeId: place.id })
  const endpoint = await create('createWebhookEndpoint')

  const nouns = {
    BadgingStandard: ['BadgingStandards', standard.id],
    Issuer: ['Issuers', issuer.id],
    BadgeClass: ['BadgeClasses', badgeClass.id],
    Assertion: ['Assertions', assertion.id],
    Learner: ['Learners', newcomer.id],
    Pathway: ['Pathways', pathway.id],
    Opportunity: ['Opportunities', opportunity.id],
    Place: ['Places', place.id],
    Network: ['Networks', network.id],
    WebhookEndpoint: ['WebhookEndpoints', endpoint.id],
  } as const
  for (const [noun, [plural, id]] of Object.entries(nouns)) {
    await call(`get${noun}`, { params: { id } })
    await call(`update${noun}`, { params: { id } })
    const list = await call(`list${plural}`)
    t.ok(list.body.data.length > 0, `list${plural} shows it`)
  }
  await keepKeys(guide, issuer.id)
  await call('getApiKey', { params: { id: apiKey.id } })
  await call('listApiKeys')
  await call('searchLearners')
  await followPathways(guide, assertion.learnerId, pathway.id)
  const ofReport = { id: place.id, pathwayId: pathway.id }
  await call('getPlacePathwayReport', { params: ofReport })
  await changeAwards(guide, badgeClass.id, assertion.id)
  await signForOthers(guide, endorser.did)
  await verifyInBatches(guide, assertion.credentialUrl)
  await apply(guide, issuer.id, assertion.learnerId)
  await awardInBatches(guide, badgeClass.id)
  await deliver(guide, endpoint.id)
  await sendMail(guide)
  await claim(guide, badgeClass.id)
  await lookAround(guide)

  for (const [noun, [, id]] of Object.entries(nouns).reverse()) {
    await call(`archive${noun}`, { params: { id }, status: 204 })
  }
  await call('revokeApiKey', { params: { id: apiKey.id }, status: 204 })
  await leave(guide, place.id)
  t.strictSame(guide.left(), [], 'every operation was called')
})
