import { isObject, type JsonObject, valuesOf } from './json.ts'

/** Why a proof does not stand in a proper chain. */
export type ChainProblem = 'previous-proof-missing' | 'previous-proof-circular'

/** The proofs that a proof builds on itself; null when one of them is not there just once. */
function previousOf(proof: JsonObject, proofs: JsonObject[]): JsonObject[] | null {
  const found = valuesOf(proof.previousProof).map((id) =>
    typeof id === 'string' ? proofs.filter((other) => other.id === id) : [],
  )
  return found.every((ones) => ones.length === 1) ? found.flat() : null
}

/**
 * What a proof covers: the document without proofs, or with just those that its `previousProof` names
 * (proof chains, VC Data Integrity 1.0, section 4.7); a problem when one of them, or one that they
 * build on in turn, is not there or is the proof itself.
 */
export function coveredBy(
  proof: JsonObject,
  secured: JsonObject,
): { document: JsonObject } | { problem: ChainProblem } {
  const { proof: all, ...document } = secured
  const proofs = valuesOf(all).filter(isObject)
  const direct = previousOf(proof, proofs)
  if (direct === null) return { problem: 'previous-proof-missing' }
  const seen = new Set<JsonObject>()
  const open = [...direct]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === proof || next.id === proof.id) return { problem: 'previous-proof-circular' }
    if (seen.has(next)) continue
    seen.add(next)
    const before = previousOf(next, proofs)
    if (before === null) return { problem: 'previous-proof-missing' }
    open.push(...before)
  }
  return { document: direct.length === 0 ? document : { ...document, proof: direct } }
}
