import { hasType, isObject, type JsonObject, valuesOf } from '../json.ts'
import { typedProblems } from './credential.ts'
import { contextProblems, idProblems, typeProblems, versionOf } from './data-model.ts'
import { isAbsoluteIri } from './iri.ts'
import type { ShapeProblem } from './problem.ts'
import { valueProblems } from './text.ts'

function holderProblems({ holder }: JsonObject): ShapeProblem[] {
  if (holder === undefined || isAbsoluteIri(holder)) return []
  if (isObject(holder)) return idProblems(holder, 'holder.id', 'required')
  return [{ field: 'holder', detail: 'must be an absolute URL' }]
}

/** A credential is an object; the data model 1.1 lets tokens stand for some. */
function credentialsProblems(presentation: JsonObject): ShapeProblem[] {
  const field = 'verifiableCredential'
  const tokens = versionOf(presentation) === '1.1'
  const isFit = (value: unknown) => isObject(value) || (tokens && typeof value === 'string')
  if (valuesOf(presentation[field]).every(isFit)) return []
  return [{ field, detail: 'must hold credentials as objects' }]
}

/**
 * What is wrong with the shape of a presentation (VCDM 2.0, section 4.13; VCDM 1.1, section 4.10),
 * signed or not; empty when nothing is. What is in the credentials it holds is not looked at.
 */
export function presentationProblems(presentation: unknown): ShapeProblem[] {
  if (!isObject(presentation)) return [{ field: '', detail: 'must be a JSON object' }]
  const { verifiableCredential: _, ...own } = presentation
  const problems = valueProblems(own)
  if (problems.length > 0) return problems
  const found = [
    ...contextProblems(presentation),
    ...typeProblems(presentation),
    ...idProblems(presentation, 'id'),
    ...holderProblems(presentation),
    ...credentialsProblems(presentation),
    ...typedProblems(presentation, versionOf(presentation) ?? '2.0'),
  ]
  if (!hasType(presentation, 'VerifiablePresentation')) {
    found.push({ field: 'type', detail: 'must name VerifiablePresentation' })
  }
  return found
}
