export { checkInPart } from './part.ts'
export { forgetAttendance } from './retention.ts'
export { checkInRoutes } from './routes.ts'
export { type CheckInService, createCheckInService } from './service.ts'
