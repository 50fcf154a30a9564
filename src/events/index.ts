export { type NewEvent, recordEvents } from './record.ts'
export { eventRoutes } from './routes.ts'
export { EventTypeName } from './schema.ts'
export { createEventService, type EventService } from './service.ts'
export {
  type EventRow,
  eventsAfter,
  lastPosition,
  type Position,
} from './store.ts'
export { EVENT_TYPES, type EventType } from './types.ts'
