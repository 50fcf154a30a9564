import { LRUCache } from 'lru-cache'
import type { RenderTemplate } from '../credentials/index.ts'
import type { Queries } from '../db/index.ts'
import { insertTemplate } from './store.ts'

const MAX_REMEMBERED = 10_000

/** Sees to it that templates are stored before anything refers to them. */
export type TemplateKeeper = {
  /**
   * Resolves when the template is stored. Outside of any transaction: a template is true whatever
   * becomes of the award that it was made for, and others need not wait for that.
   */
  keep(template: RenderTemplate): Promise<void> | void
}

/** @param queries - of the pool, not of a transaction */
export function createTemplateKeeper(queries: Queries): TemplateKeeper {
  const kept = new LRUCache<string, true>({ max: MAX_REMEMBERED })
  return {
    keep(template) {
      if (kept.has(template.id)) return
      return insertTemplate(queries, template).then(() => {
        kept.set(template.id, true)
      })
    },
  }
}
