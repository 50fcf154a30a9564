import { sql } from 'drizzle-orm'
import { assertionChoices, assertions } from './schema/index.ts'

/**
 * For the conditions of whatever the public reads: that the assertion is neither hidden nor declined.
 * `PUBLISHED_TEXT` is the same for statements past the query builder.
 */
export const isPublished = sql`not exists (
  select from ${assertionChoices}
  where ${assertionChoices.assertionId} = ${assertions.id}
    and (${assertionChoices.visibility} = 'hidden' or ${assertionChoices.acceptance} = 'declined')
)`

export const PUBLISHED_TEXT = `not exists (
  select from assertion_choices
  where assertion_choices.assertion_id = assertions.id
    and (assertion_choices.visibility = 'hidden' or assertion_choices.acceptance = 'declined')
)`
