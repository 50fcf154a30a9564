import type { Guide } from './guide.ts'

/** A pathway whose steps take a badge. */
export async function makePathway({ operations, create }: Guide, badgeClassId: string) {
  const pathwayExample = operations.find(
    ({ operation }) => operation.operationId === 'createPathway',
  )?.operation.requestBody?.content['application/json']?.example as { steps: object[] }
  return create('createPathway', {
    steps: pathwayExample.steps.map((step) => ({
      ...step,
      requires: { badgeClass: badgeClassId },
    })),
  })
}

/** What others say of a badge. */
export async function endorse({ call, create }: Guide, endorserId: string, badgeClassId: string) {
  const asked = {
    endorserId,
    target: { type: 'badge-class', id: badgeClassId },
  }
  const declined = await create('createEndorsement', asked)
  await call('declineEndorsement', { params: { id: declined.id } })
  const endorsement = await create('createEndorsement', asked)
  await call('acceptEndorsement', { params: { id: endorsement.id } })
  await call('getEndorsement', { params: { id: endorsement.id } })
  await call('listEndorsements')
  await call('revokeEndorsement', { params: { id: endorsement.id } })
}

/** What becomes of badges once they are awarded. */
export async function changeAwards(
  { call, create, service: { admin } }: Guide,
  badgeClassId: string,
  assertionId: string,
) {
  await call('listBadgeClassVersions', { params: { id: badgeClassId } })
  const equivalents = { params: { id: badgeClassId }, change: { badgeClassIds: [] } }
  await call('replaceEquivalents', equivalents)
  await call('getEquivalents', equivalents)
  await admin.patch(`/v1/badge-classes/${badgeClassId}`, { suspendable: true })
  const { body: suspendable } = await call('createAssertion', {
    change: { badgeClassId },
    status: 201,
  })
  await call('suspendAssertion', { params: { id: suspendable.id } })
  await call('reinstateAssertion', { params: { id: suspendable.id } })
  await call('listStatusChanges', { params: { id: suspendable.id } })
  await call('correctAssertion', { params: { id: suspendable.id }, status: 201 })
  const expiry = { after: 'P1Y', renewal: { opens: 'P1Y', closes: 'P1Y' } }
  await admin.patch(`/v1/badge-classes/${badgeClassId}`, { expiry })
  const ending = await create('createAssertion', { badgeClassId })
  await call('renewAssertion', { params: { id: ending.id }, status: 201 })
  await call('revokeAssertions', { change: { assertionIds: [ending.id] } })
  await call('revokeAssertion', { params: { id: assertionId } })
}
