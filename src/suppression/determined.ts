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
 * vanishes only there is out of the question at the size of tables that people read. Two solutions
 * differ by one of the equations without their constants, and one such difference, with arbitrary
 * values wherever it is free, is zero where nothing is: elsewhere it is so once in that prime, which
 * suppresses a count more.
 */
export function determinedBy(
  relations: readonly CountRelation[],
  unknown: ReadonlySet<number>,
): Set<number> {
  const equations = relations.map(({ total, parts }) => {
    const equation: Equation = new Map()
    if (unknown.has(total)) add(equation, total, PRIME - 1)
    for (const part of parts) if (unknown.has(part)) add(equation, part, 1)
    return equation
  })
  const occurrences = new Map<number, number>()
  for (const equation of equations) {
    for (const each of equation.keys()) occurrences.set(each, (occurrences.get(each) ?? 0) + 1)
  }
  const solved = new Map<number, Equation>()
  for (const equation of equations) {
    reduce(equation, solved)
    const pivot = rarest(equation, occurrences)
    if (pivot !== undefined) solved.set(pivot, equation)
  }
  const difference = new Map<number, number>()
  for (const each of occurrences.keys()) {
    if (!solved.has(each)) difference.set(each, arbitrary(each))
  }
  // What an equation was solved for is in none that came after it.
  for (const [pivot, equation] of [...solved].reverse()) {
    let sum = 0
    for (const [each, coefficient] of equation) {
      if (each === pivot) continue
      sum = (sum + ((coefficient * (difference.get(each) ?? 0)) % PRIME)) % PRIME
    }
    difference.set(pivot, ((PRIME - sum) * inverse(equation.get(pivot) ?? 1)) % PRIME)
  }
  return new Set([...difference].filter(([, value]) => value === 0).map(([each]) => each))
}

/** Takes everything out of an equation that another one is solved for. */
function reduce(equation: Equation, solved: ReadonlyMap<number, Equation>): void {
  const open = [...equation.keys()]
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    const coefficient = equation.get(each)
    const known = solved.get(each)
    if (coefficient === undefined || known === undefined) continue
    const times = (coefficient * inverse(known.get(each) ?? 1)) % PRIME
    for (const [other, share] of known) {
      add(equation, other, PRIME - ((share * times) % PRIME))
      open.push(other)
    }
  }
}

/** The unknown that is in the fewest equations: solved for it, one leaves the others as they are. */
function rarest(equation: Equation, occurrences: ReadonlyMap<number, number>): number | undefined {
  let found: number | undefined
  let least = Number.POSITIVE_INFINITY
  for (const each of equation.keys()) {
    const count = occurrences.get(each) ?? 0
    if (count < least) [found, least] = [each, count]
  }
  return found
}

/** A value between one and the prime that has nothing to do with its neighbours; always the same. */
function arbitrary(position: number): number {
  let value = position + 1
  for (let round = 0; round < 4; round += 1) {
    value = (((value * value) % PRIME) * 7919 + value * 104729 + 15485863) % PRIME
  }
  return value === 0 ? 1 : value
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
