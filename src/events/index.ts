export { type NewEvent, recordEvents } from './record.ts'
export { eventRoutes } from './routes.ts'
export { Event, EventTypeName } from './schema.ts'
export { createEventService, type EventService, toEvent } from './service.ts'
export {
  type EventFilter,
  type EventRow,
  eventsAfter,
  lastPosition,
  type Position,
} from './store.ts'
export { EVENT_TYPES, type EventType } from './types.ts'
