import type { CountRelation } from './counts.ts'

/** A prime below 2^26, so that products of residues are exact. */
const PRIME = 67_108_859

/** An equation between unknowns: its coefficients modulo the prime. */
type Equation = Map<number, number>

/**
 * Which unknown cells the relations determine, given all others: those whose value every solution of
 * the linear equations agrees on.
 *
 * The equations are solved modulo a large prime: a combination of coefficients one and minus one that
 * vanishes only there is out of the question at the size of tables that people read.
 */
export function determinedBy(
  relations: readonly CountRelation[],
  unknown: ReadonlySet<number>,
): Set<number> {
  const solved = new Map<number, Equation>()
  for (const { total, parts } of relations) {
    const equation: Equation = new Map()
    if (unknown.has(total)) add(equation, total, PRIME - 1)
    for (const part of parts) if (unknown.has(part)) add(equation, part, 1)
    insert(solved, equation)
  }
  const determined = new Set<number>()
  for (const [pivot, equation] of solved) if (equation.size === 1) determined.add(pivot)
  return determined
}

/** Reduces an equation by those solved, solves it for one unknown, and takes that out of the others. */
function insert(solved: Map<number, Equation>, equation: Equation): void {
  for (const [unknown, coefficient] of [...equation]) {
    const known = solved.get(unknown)
    if (known !== undefined) subtract(equation, known, coefficient)
  }
  const [first] = equation
  if (first === undefined) return
  const [pivot, coefficient] = first
  const scale = inverse(coefficient)
  for (const [unknown, each] of equation) equation.set(unknown, (each * scale) % PRIME)
  for (const other of solved.values()) {
    const share = other.get(pivot)
    if (share !== undefined) subtract(other, equation, share)
  }
  solved.set(pivot, equation)
}

/** Takes `times` another equation away from one. */
function subtract(equation: Equation, other: Equation, times: number): void {
  for (const [unknown, coefficient] of other) {
    add(equation, unknown, PRIME - ((coefficient * times) % PRIME))
  }
}

function add(equation: Equation, unknown: number, coefficient: number): void {
  const sum = ((equation.get(unknown) ?? 0) + coefficient) % PRIME
  if (sum === 0) equation.delete(unknown)
  else equation.set(unknown, sum)
}

/** By Fermat's little theorem. */
function inverse(value: number): number {
  let result = 1
  let power = value % PRIME
  for (let exponent = PRIME - 2; exponent > 0; exponent = Math.floor(exponent / 2)) {
    if (exponent % 2 === 1) result = (result * power) % PRIME
    power = (power * power) % PRIME
  }
  return result
}
