export { bearerOf } from './bearer.ts'
export { claimPart } from './part.ts'
export { claimRoutes } from './routes.ts'
export { type ClaimService, createClaimService } from './service.ts'
