export { BROKEN_OFF } from './lane.ts'
export { giveThreadsOwnBounds } from './own-bounds.ts'
export { createPool, type Pool, type Weight } from './pool.ts'
export { giveWay, serve } from './serve.ts'
