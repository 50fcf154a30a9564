import type { Transaction } from '../db/index.ts'
import { namedBy } from '../requirements/index.ts'
import { pathwaysReachedFrom } from './graph-store.ts'
import { replaceReferences } from './store.ts'

/** Notes which other pathways a pathway asks for, in every version that learners may follow. */
export async function noteReferences(tx: Transaction, pathwayId: string): Promise<void> {
  const pathway = (await pathwaysReachedFrom(tx, [pathwayId])).get(pathwayId)
  if (pathway === undefined) return
  const each = [pathway.steps, ...pathway.versions.map(({ steps }) => steps)]
  const referenced = new Set(each.flatMap((steps) => [...namedBy(steps).pathways]))
  await replaceReferences(tx, pathwayId, [...referenced])
}
