export type { CountCell, CountRelation } from './counts.ts'
export { type Parts, pinned, type Range } from './pinned.ts'
export { suppress } from './suppress.ts'
