export { leads, mustLead, mustWork, usualPlace, visiblePlace } from './access.ts'
export { cardRulesAt, cardRulesOf } from './card-rules.ts'
export { issuersDecidedBy } from './deciding.ts'
export { settingsAroundLearner } from './learner-settings.ts'
export { membershipRoutes } from './membership-routes.ts'
export { createMembershipService, type MembershipService } from './membership-service.ts'
export { isMember, leadIds, memberIds } from './membership-store.ts'
export { KEY_ROLES, type KeyRole, ROLE_SCOPES } from './roles.ts'
export { placeRoutes } from './routes.ts'
export {
  createPlaceService,
  type PlaceService,
  placeSettingsOf,
  settingsOf,
} from './service.ts'
export { EqualityCharacteristic, type PlaceSettings } from './settings.ts'
export { allPlaces, anyPlace, type PlaceRow, placeById } from './store.ts'
