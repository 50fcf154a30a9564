import type { Guide } from './guide.ts'

/** A place with those who belong to it, and what it shares. */
export async function makePlace(guide: Guide, issuerId: string, badgeClassId: string) {
  const { call, create } = guide
  const place = await create('createPlace')
  const intoPlace = { params: { id: place.id }, change: { issuerId: issuerId }, status: 201 }
  const member = (await call('createPlaceInvitation', intoPlace)).body
  const ofInvitation = { id: place.id, invitationId: member.id }
  await call('getPlaceInvitation', { params: ofInvitation })
  await call('listPlaceInvitations', { params: { id: place.id } })
  await call('declinePlaceInvitation', { params: ofInvitation })
  await call('createPlaceInvitation', intoPlace)
  await call('acceptPlaceInvitation', { params: ofInvitation })
  await call('listPlaceMembers', { params: { id: place.id } })
  await call('getPlaceReport', { params: { id: place.id } })
  const ofMember = { id: place.id, memberId: member.id }
  await call('setPlaceMemberRole', { params: ofMember })
  await call('endPlaceMembership', { params: ofMember, status: 204 })
  return { place: place as { id: string }, network: await shareIn(guide, place.id, badgeClassId) }
}

/** What a place shares with others. */
async function shareIn({ call }: Guide, placeId: string, badgeClassId: string) {
  const network = (await call('createNetwork', { change: { placeId }, status: 201 })).body
  const params = { id: network.id }
  const guest = (await call('createPlace', { status: 201 })).body
  const asked = { params, change: { placeId: guest.id }, status: 201 }
  const ofGuest = { params: { ...params, placeId: guest.id } }
  await call('inviteNetworkPlace', asked)
  await call('declineNetwork', ofGuest)
  await call('inviteNetworkPlace', asked)
  await call('joinNetwork', ofGuest)
  await call('getNetworkPlace', ofGuest)
  await call('listNetworkPlaces', { params })
  const shared = { params, change: { placeId, badgeClassId }, status: 201 }
  const item = (await call('shareWithNetwork', shared)).body
  await call('listNetworkItems', { params })
  const ofItem = { ...params, itemId: item.id }
  await call('getNetworkItem', { params: ofItem })
  const { body: issuer } = await call('createIssuer', { status: 201 })
  const inGuest = { issuerId: issuer.id, role: 'issuer-staff' }
  const into = { params: { id: guest.id }, change: inGuest, status: 201 }
  const member = (await call('createPlaceInvitation', into)).body
  const ofMember = { id: guest.id, invitationId: member.id }
  await call('acceptPlaceInvitation', { params: ofMember })
  const adopter = { placeId: guest.id, issuerId: issuer.id }
  await call('adoptNetworkItem', { params: ofItem, change: adopter, status: 201 })
  await call('withdrawNetworkItem', { params: ofItem, status: 204 })
  await call('leaveNetwork', { ...ofGuest, status: 204 })
  return network as { id: string }
}
