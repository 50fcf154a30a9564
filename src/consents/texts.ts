import { createHash } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import type { Database, Transaction } from '../db/index.ts'
import {
  type Actor,
  type Created,
  notFound,
  type Page,
  type PageRequest,
  page,
} from '../http/index.ts'
import { mustSpeakForLearners } from './callers.ts'
import { toText } from './resource.ts'
import type { ConsentText, NewConsentText, Purpose } from './schema.ts'
import { insertText, listTexts, nextTextVersion, textById } from './store.ts'

/** What people are asked to consent to, in versions that never change. */
export type ConsentTexts = {
  /** Makes the next version of what is asked for a purpose in a language. */
  create(tx: Transaction, actor: Actor, input: NewConsentText): Promise<Created<ConsentText>>
  get(id: string): Promise<ConsentText>
  list(
    filter: { purpose?: Purpose; language?: string },
    request: PageRequest,
  ): Promise<Page<ConsentText>>
}

/** {@link ConsentTexts} in the database. */
export function createConsentTexts(deps: { database: Database; now: () => Date }): ConsentTexts {
  const { queries } = deps.database
  return {
    async create(tx, actor, { purpose, language, wording }) {
      mustSpeakForLearners(actor)
      const row = {
        id: uuidv7(),
        purpose,
        language,
        version: await nextTextVersion(tx, { purpose, language }),
        wording,
        hash: createHash('sha256').update(wording).digest('hex'),
        createdAt: deps.now(),
      }
      await insertText(tx, row)
      return { resource: toText(row), revision: 1 }
    },
    async get(id) {
      const row = await textById(queries, id)
      if (row === undefined) throw notFound('consent text')
      return toText(row)
    },
    async list(filter, request) {
      return page((await listTexts(queries, filter, request)).map(toText), request)
    },
  }
}
