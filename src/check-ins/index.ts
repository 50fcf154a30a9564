export { checkInPart } from './part.ts'
export { checkInRoutes } from './routes.ts'
export { type CheckInService, createCheckInService } from './service.ts'
