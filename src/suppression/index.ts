export type { CountCell, CountRelation } from './counts.ts'
export { suppress } from './suppress.ts'
