import { lastCode } from '../../support/outbox.ts'
import { made } from '../../support/programme.ts'
import type { Guide } from './guide.ts'

/** An award of a learner. */
type Award = { id: string; learnerId: string }

/** Somebody who comes, with what they are known by, and whom they turn out to be. */
export async function meetLearner(
  { call, create, service }: Guide,
  { assertion, badgeClassId }: { assertion: Award; badgeClassId: string },
) {
  const newcomer = await create('createLearner', {
    identifiers: [{ type: 'email', value: 'sam@example.org' }],
  })
  const ofNewcomer = { params: { id: newcomer.id } }
  const token = (await call('createLearnerToken', { ...ofNewcomer, status: 201 })).body
  await call('listLearnerTokens', ofNewcomer)
  const added = await call('addLearnerIdentifier', {
    ...ofNewcomer,
    change: { identifier: { type: 'email', value: 'sam.s@example.org' } },
    status: 201,
  })
  const ofIdentifier = { ...ofNewcomer.params, identifierId: added.body.id }
  const question = await call('createVerification', { params: ofIdentifier, status: 201 })
  await call('answerVerification', {
    params: { ...ofIdentifier, verificationId: question.body.id },
    change: { code: await lastCode(service, 'sam.s@example.org') },
  })
  const claimed = await call('claimRecord', {
    change: { identifier: { type: 'email', value: 'sam.s@example.org' } },
    status: 202,
  })
  await call('completeRecordClaim', {
    params: { id: claimed.body.id },
    change: { code: await lastCode(service, 'sam.s@example.org') },
    status: 201,
  })
  await call('countRecordClaims')
  await call('attestIdentifier', { params: ofIdentifier })
  await call('listLearnerIdentifiers', ofNewcomer)
  await call('removeLearnerIdentifier', { params: ofIdentifier, status: 204 })
  const [own, other] = await Promise.all(
    [newcomer.id, assertion.learnerId].map((id) =>
      service.admin.post(`/v1/learners/${id}/tokens`, {}),
    ),
  )
  const merge = await call('mergeLearners', {
    ...ofNewcomer,
    change: {
      learnerId: assertion.learnerId,
      proof: { own: { token: own?.body.token }, other: { token: other?.body.token } },
    },
    status: 201,
  })
  await call('listMerges', ofNewcomer)
  await call('undoMerge', { ...ofNewcomer, change: { mergeId: merge.body.id } })
  const moving = await create('createAssertion', { badgeClassId: badgeClassId })
  const knownBy = await service.admin.get(`/v1/learners/${moving.learnerId}/identifiers`)
  await call('reissueAssertions', {
    params: { id: moving.learnerId },
    change: { assertionIds: [moving.id], identifierId: knownBy.body.data[0].id },
    status: 201,
  })
  const ofToken = { params: { ...ofNewcomer.params, tokenId: token.id }, status: 204 }
  await call('revokeLearnerToken', ofToken)
  return newcomer as { id: string }
}

/** What a learner makes of an award. */
export async function keepRecords({ call }: Guide, assertion: Award) {
  const params = { id: assertion.learnerId }
  const change = { assertionIds: [assertion.id] }
  const clr = (await call('createClr', { params, change, status: 201 })).body
  const ofClr = { ...params, clrId: clr.id }
  await call('getClr', { params: ofClr })
  await call('listClrs', { params })
  await call('presentCredentials', { params, change })
  await call('revokeClr', { params: ofClr, status: 204 })
  await call('offerCredential', { params: { id: assertion.id }, status: 201 })
  const share = (await call('createShare', { params, change, status: 201 })).body
  const ofShare = { ...params, shareId: share.id }
  const token = share.url.split('/').at(-1)
  await call('openShare', { params: { token } })
  await call('openShareJson', { params: { token }, type: 'ld+json' })
  await call('getShare', { params: ofShare })
  await call('listShares', { params })
  await call('listShareViews', { params: ofShare })
  await call('withdrawShare', { params: ofShare, status: 204 })
}

/** Where a learner wants to go, and how they get there. */
export async function followPathways({ call }: Guide, learnerId: string, pathwayId: string) {
  await call('getProgress', { params: { id: learnerId, pathwayId } })
  const ofGoals = { id: learnerId }
  const goal = await call('createGoal', { params: ofGoals, status: 201 })
  await call('listGoals', { params: ofGoals })
  await call('findRoutes', { params: ofGoals, query: `pathwayId=${pathwayId}` })
  await call('removeGoal', { params: { ...ofGoals, goalId: goal.body.id }, status: 204 })
  await call('listPathwayCompletions', { params: { id: pathwayId } })
  await call('listPathwayVersions', { params: { id: pathwayId } })
  const exported = await call('exportPathway', {
    params: { id: pathwayId },
    type: 'ld+json',
  })
  await call('importPathway', { change: exported.body, status: 201 })
}

/** A learner who leaves with everything. */
export async function leave({ t, call, visit, service: { admin } }: Guide, placeId: string) {
  const identifiers = [{ type: 'email', value: 'leaving@example.org' }]
  const params = { id: made(await admin.post('/v1/learners', { identifiers })).id }
  t.equal((await admin.get(`/v1/learners/${params.id}/export`)).status, 200)
  visit('exportLearner')
  await call('listLearnerAccesses', { params })
  await call('previewRetention', { params: { id: placeId } })
  const erasure = await call('eraseLearner', { params, status: 202 })
  await call('getErasure', { params: { id: erasure.body.id } })
}
