import type { Guide } from './guide.ts'

/** What can be done, and who came to it. */
export async function gather(
  { t, call, check, create, visit, service: { admin } }: Guide,
  issuerId: string,
  badgeClassId: string,
) {
  const opportunity = await create('createOpportunity', {
    issuerId,
    badgeClassIds: [badgeClassId],
  })
  const ofOpportunity = { id: opportunity.id }
  const checkIn = (await call('createCheckIn', { params: ofOpportunity, status: 201 })).body
  await call('getCheckIn', { params: { ...ofOpportunity, checkInId: checkIn.id } })
  await call('listCheckIns', { params: ofOpportunity })
  await call('getAttendance', { params: ofOpportunity })
  const taps = [{ learnerId: checkIn.learnerId }]
  const scanned = await admin.post(`/v1/opportunities/${opportunity.id}/check-ins/batch`, taps)
  check('checkInMany', scanned)
  for (const [suffix, beginning] of [
    ['ics', /^BEGIN:VCALENDAR/],
    ['geojson', /^\{"type":"FeatureCollection"/],
  ] as const) {
    t.match((await admin.get(`/v1/opportunities.${suffix}`)).text, beginning)
    visit(`listOpportunitiesAs${suffix.replace(/^./, (letter) => letter.toUpperCase())}`)
  }
  return opportunity as { id: string }
}

/** Applications, with the files that show what was done. */
export async function apply(
  { t, call, check, visit, service: { admin } }: Guide,
  issuerId: string,
  learnerId: string,
) {
  const assessment = { by: 'peer' }
  const badge = await call('createBadgeClass', { change: { issuerId, assessment }, status: 201 })
  const change = { badgeClassId: badge.body.id, learnerId }
  const { id } = (await call('createApplication', { change, status: 201 })).body
  const params = { id }
  await call('updateApplication', { params })
  await call('submitApplication', { params })
  await call('setApplicationReviewers', { params })
  await call('getApplication', { params })
  await call('listApplications')
  await call('decideApplication', { params, change: { outcome: 'return' } })
  await call('withdrawApplication', { params })
  const file = await admin.send('POST', `/v1/files?learnerId=${learnerId}`, {
    headers: { 'content-type': 'text/plain' },
    body: 'What I did.',
  })
  check('createFile', file, 201)
  const ofFile = { id: file.body.id }
  t.equal((await admin.get(`/v1/files/${ofFile.id}/content`)).text, 'What I did.')
  await call('listFiles')
  await call('getFile', { params: ofFile })
  await call('deleteFile', { params: ofFile, status: 204 })
  visit('downloadFile')
}

/** Codes, from the table to the learner. */
export async function claim({ t, call, visit, service: { admin } }: Guide, badgeClassId: string) {
  const change = { badgeClassId }
  const made = (await call('createClaimCodes', { change, status: 201 })).body
  const [{ code }] = made.codes
  const params = { id: made.id }
  await call('listClaimCodes')
  await call('getClaimCodes', { params })
  await call('inviteToClaim', { params, change: { code }, status: 201 })
  await call('claimBadge', { change: { code }, status: 201 })
  const pdf = await admin.post(`/v1/claim-codes/${made.id}/sheets`, { codes: [code] })
  t.match(pdf.text, /^%PDF/)
  visit('printClaimCodes')
  await call('revokeClaimCodes', { params })
}
