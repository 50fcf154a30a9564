import { lastCode } from '../../support/outbox.ts'
import { made } from '../../support/programme.ts'
import type { Guide } from './guide.ts'

/** What a learner decides, and what they are asked. */
export async function decide(
  { call, service }: Guide,
  { assertion, placeId }: { assertion: { id: string; learnerId: string }; placeId: string },
) {
  const ofAssertion = { id: assertion.id }
  await call('setVisibility', { params: ofAssertion })
  await call('setVisibility', { params: ofAssertion, change: { visibility: 'link' } })
  await call('answerAward', { params: ofAssertion })
  const params = { id: assertion.learnerId }
  const text = (await call('createConsentText', { status: 201 })).body
  await call('getConsentText', { params: { id: text.id } })
  await call('listConsentTexts')
  const ofText = { consentTextId: text.id }
  const said = await call('recordConsent', { params, change: ofText, status: 201 })
  await call('getConsent', { params: { id: said.body.id } })
  await call('listConsents', { params })
  await call('getConsentStatus', { params })
  await call('setLearnerAge', { params })
  await call('getLearnerAge', { params })
  const asked = { ...ofText, shownName: 'Sam' }
  const request = (await call('askGuardian', { params, change: asked, status: 201 })).body
  await call('listGuardianRequests', { params })
  const code = await lastCode(service, 'alex@example.org')
  await call('answerGuardianRequest', { params: { id: request.id }, change: { code } })
  await call('forgetLearnerAge', { params, status: 204 })
  await call('setLearnerAge', { params, change: { ageBand: '18-or-over' } })
  const purpose = { purpose: 'equality-monitoring' }
  const { id } = (await call('createConsentText', { change: purpose, status: 201 })).body
  await call('recordConsent', {
    params,
    change: { consentTextId: id, shownName: undefined },
    status: 201,
  })
  await call('answerEqualityQuestions', { params, change: { placeId }, status: 204 })
  const { token } = made(await service.admin.post(`/v1/learners/${params.id}/tokens`, {}))
  await call('getEqualityAnswers', { params, client: service.as(token) })
  await call('forgetEqualityAnswers', { params, status: 204 })
  await call('getEqualityReport', {
    params: { id: placeId },
    query: 'characteristic=care-experience',
  })
}
