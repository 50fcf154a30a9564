import type { Answer } from '../../support/client.ts'
import type { Guide } from './guide.ts'

const ROWS = { 'content-type': 'application/x-ndjson' }

/** Many awards at once. */
export async function awardInBatches(
  { t, call, check, visit, service: { admin } }: Guide,
  badgeClassId: string,
) {
  const upload = async (operationId: string, path: string, method = 'POST') => {
    const recipient = { type: 'email', value: 'rows@example.org' }
    const body = JSON.stringify({ badgeClassId, recipient })
    const answer: Answer = await admin.send(method, path, { headers: ROWS, body })
    check(operationId, answer, 202)
    return answer.body
  }
  await upload('awardMany', `/v1/badge-classes/${badgeClassId}/award-batches`)
  const batch = await upload('awardManyBadges', '/v1/award-batches')
  await upload('resumeUpload', `/v1/award-batches/${batch.id}/rows`, 'PUT')
  await call('listAwardBatches')
  for (const action of ['get', 'pause', 'resume', 'cancel']) {
    await call(`${action}AwardBatch`, { params: { id: batch.id } })
  }
  const results = await admin.get(`/v1/award-batches/${batch.id}/results`)
  check('getAwardBatchResults', results, 200, 'x-ndjson')
  await call('revokeAwardBatch', { params: { id: batch.id }, status: 202 })
  for (const what of ['failures', 'events', 'credentials']) {
    t.equal((await admin.get(`/v1/award-batches/${batch.id}/${what}`)).status, 200, what)
  }
  visit('getAwardBatchFailures', 'listenToAwardBatch', 'exportAwardBatch')
}

/** Many verifications at once. */
export async function verifyInBatches({ call, check, service: { admin } }: Guide, url: string) {
  await call('verify', { change: { url } })
  const body = `{}\n${JSON.stringify({ reference: 'one', url })}`
  const answer = await admin.send('POST', '/v1/verify/batch', { headers: ROWS, body })
  check('verifyBatch', answer, 200, 'x-ndjson')
}
