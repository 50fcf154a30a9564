export {
  createStatusReservations,
  type StatusPurpose,
  type StatusReservations,
} from './reservations.ts'
export {
  createStatusListService,
  STATUS_LIST_MAX_AGE_SECONDS,
  type StatusListService,
  statusListUrl,
} from './service.ts'
export { bumpListsOf, bumpRevision, bumpRevisions } from './store.ts'
