export { guesserOf } from './guesses.ts'
export { createClaimPart } from './part.ts'
export { claimRoutes } from './routes.ts'
export { type ClaimService, createClaimService } from './service.ts'
export {
  type Bringing,
  bearerOf,
  bring,
  lockTickets,
  noTicket,
  noteBrought,
  type Ticket,
} from './tickets.ts'
