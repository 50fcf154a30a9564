export { hostedBadgeRoutes } from './routes.ts'
export { createHostedBadges, type HostedAssertion, type HostedBadges } from './service.ts'
