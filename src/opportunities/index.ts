export { occurrenceAt } from './recurrence.ts'
export { opportunityRoutes } from './routes.ts'
export { createOpportunityService, mustRun, type OpportunityService } from './service.ts'
export { knownOpportunities, type OpportunityRow, opportunityFor } from './store.ts'
