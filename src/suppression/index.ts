export { type CountCell, type CountRelation, suppress } from './suppress.ts'
