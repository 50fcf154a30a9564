export {
  achievementOf,
  achievementUrl,
  badgeImageUrl,
  resultDescriptionUrl,
} from './achievement.ts'
export { Assessment, assessmentOf, type FullAssessment } from './assessment.ts'
export { equivalentRoutes } from './equivalent-routes.ts'
export { equivalentsOf } from './equivalent-store.ts'
export {
  createEquivalentService,
  type EquivalentService,
} from './equivalents.ts'
export { type Expiry, endOf, renewalWindow } from './expiry.ts'
export { LAYERS, layerUrl } from './layers.ts'
export { StatedResult } from './result-descriptions.ts'
export { checkedResults } from './results.ts'
export { badgeClassRoutes } from './routes.ts'
export type { Definition } from './schema.ts'
export { type BadgeClassService, createBadgeClassService } from './service.ts'
export {
  type Current,
  currentById,
  freezeVersion,
  lockCurrent,
  type VersionRow,
  versionById,
} from './store.ts'
