import { type CtdlDocument, readCtdl, writeCtdl } from '../ctdl/index.ts'
import type { Database, Transaction } from '../db/index.ts'
import {
  type Actor,
  type Created,
  type FieldProblem,
  invalid,
  Problem,
  valueChecker,
} from '../http/index.ts'
import { namedBy, RequirementSchema, type Step } from '../requirements/index.ts'
import type { CtdlInput, CtdlQuery } from './ctdl-schema.ts'
import { namesOf } from './name-store.ts'
import { NewPathway, type Pathway } from './schema.ts'
import type { PathwayService } from './service.ts'

/** Pathways as CTDL documents, for other systems. */
export type CtdlService = {
  write(actor: Actor, id: string): Promise<CtdlDocument>
  /**
   * Creates a pathway of what a document says.
   * @throws Problem naming the place in the document that is wrong
   */
  import(
    tx: Transaction,
    actor: Actor,
    document: CtdlInput,
    query: CtdlQuery,
  ): Promise<Created<Pathway>>
}

/** A {@link CtdlService} that imports through `pathways`, under its rules. */
export function createCtdlService(deps: {
  database: Database
  pathways: Pick<PathwayService, 'get' | 'create'>
  publicUrl: string
}): CtdlService {
  const { database, pathways, publicUrl } = deps
  const check = valueChecker(NewPathway, '@graph', [RequirementSchema])
  return {
    async write(actor, id) {
      const { resource } = await pathways.get(actor, id)
      const names = await namesOf(database.queries, namedBy(resource.steps as Step[]))
      return writeCtdl({ ...resource, steps: resource.steps as Step[] }, names, publicUrl)
    },
    async import(tx, actor, document, query) {
      const read = readCtdl(document['@graph'], publicUrl)
      if ('problems' in read) {
        const [first, ...rest] = read.problems
        throw invalid(first as FieldProblem, ...rest)
      }
      const { input, places } = read.pathway
      const problem = check(input)
      if (problem !== null) throw placed(problem, places)
      try {
        const created = await pathways.create(tx, actor, { ...(input as NewPathway), ...query })
        return { ...created, location: `/v1/pathways/${created.resource.id}` }
      } catch (error) {
        throw error instanceof Problem ? placed(error, places) : error
      }
    },
  }
}

/** A problem with a pathway, told where it is in the document that the pathway was read from. */
function placed(problem: Problem, places: ReadonlyMap<string, string>): Problem {
  const errors = problem.errors.map(({ field, detail }) => {
    const at = placeOf(field, places)
    return { field: at, detail: detail.replaceAll(field, at) }
  })
  const [first] = problem.errors
  const detail =
    first === undefined
      ? problem.message
      : problem.message.replaceAll(first.field, errors[0]?.field as string)
  return new Problem(problem.problem, detail, { errors })
}

/** The longest part of a field that has a place, and what follows it. */
function placeOf(field: string, places: ReadonlyMap<string, string>): string {
  const ends = [...field.matchAll(/(?=[.[])|$/g)].map(({ index }) => index).reverse()
  for (const end of ends) {
    const place = places.get(field.slice(0, end))
    if (place !== undefined) return `${place}${field.slice(end)}`
  }
  return field
}
