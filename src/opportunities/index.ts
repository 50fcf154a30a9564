export { occurrenceAt } from './recurrence.ts'
export { opportunityRoutes } from './routes.ts'
export { createOpportunityService, mustRun, type OpportunityService } from './service.ts'
export { type OpportunityRow, opportunityFor } from './store.ts'
