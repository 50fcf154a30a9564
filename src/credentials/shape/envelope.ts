import { CREDENTIALS_V2 } from '../contexts.ts'
import { hasType, isObject, type JsonObject, valuesOf } from '../json.ts'
import type { ShapeProblem } from './problem.ts'

/** The two classes of envelopes (VCDM 2.0, sections 4.12.1 and 4.12.2). */
export type EnvelopeType = 'EnvelopedVerifiableCredential' | 'EnvelopedVerifiablePresentation'

/** A JWT in a data URL, as VC-JOSE-COSE has it and its drafts had it. */
const envelope = /^data:application\/(?:v[cp](?:[-+]ld)?\+)?jwt,([\w-]+\.[\w-]*\.[\w-]*)$/

/** Whether a value says that it is an envelope of a class. */
export function isEnvelope(value: unknown, type: EnvelopeType): value is JsonObject {
  return isObject(value) && hasType(value, type)
}

/** The token in an envelope; null when its id is no data URL of one. */
export function jwtOfEnvelope(enveloped: JsonObject): string | null {
  const { id } = enveloped
  return typeof id === 'string' ? (envelope.exec(id)?.[1] ?? null) : null
}

const members = ['@context', 'id', 'type']

/**
 * What is wrong with an envelope. What it holds is checked by itself; nobody vouches for anything else
 * in it, which could pass for a part of what was signed.
 */
export function envelopeProblems(enveloped: JsonObject, type: EnvelopeType): ShapeProblem[] {
  const problems: ShapeProblem[] = []
  if (!valuesOf(enveloped['@context']).includes(CREDENTIALS_V2)) {
    problems.push({ field: '@context', detail: `must have ${CREDENTIALS_V2}` })
  }
  const types = valuesOf(enveloped.type)
  if (types.length !== 1 || types[0] !== type) {
    problems.push({ field: 'type', detail: `must be ${type} and nothing else` })
  }
  const foreign = Object.keys(enveloped).find((name) => !members.includes(name))
  if (foreign !== undefined) {
    problems.push({ field: foreign.slice(0, 100), detail: 'has no place in an envelope' })
  }
  if (jwtOfEnvelope(enveloped) === null) {
    problems.push({ field: 'id', detail: 'must be a data: URL of a JSON Web Token' })
  }
  return problems
}
