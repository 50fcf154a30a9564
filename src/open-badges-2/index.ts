export { hostedBadgeRoutes } from './routes.ts'
export { createHostedBadges, type HostedBadges } from './service.ts'
