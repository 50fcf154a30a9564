export { areGone } from './gone.ts'
export { createPresence, type Presence, type PresenceSession } from './presence.ts'
