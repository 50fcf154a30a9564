import type { PathwayPlan } from './pathways.ts'

/** A place and what is in it, before anybody was awarded anything. */
export type Region = {
  seed: string
  placeId: string
  badgeClassIds: string[]
  pathwayIds: string[]
  plans: PathwayPlan[]
}
