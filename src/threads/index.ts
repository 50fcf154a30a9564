export { BROKEN_OFF } from './lane.ts'
export { createPool, type Pool, type Weight } from './pool.ts'
export { serve } from './serve.ts'
