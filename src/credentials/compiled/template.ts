import { leafKind, placeholder } from './leaf.ts'
import { innerOf, isBlank, type Quad } from './n-quads.ts'
import type { Probe } from './probe.ts'

/**
 * A piece of a line: text as it is; the value of a leaf, as its number; or the label of a blank
 * node, as the bitwise complement of its number.
 */
export type Piece = string | number

/**
 * Several lines that share subject and predicate: all begin with `head`. Which order the `tails`
 * come in is for the values to say. `objects` are the values, or leaves, that must not be the same.
 */
export type Group = { head: Piece[]; tails: Piece[][]; objects: Piece[] }

/** All lines of one subject. Once sorted, the lines of one subject stand together. */
export type Block = { subject: Piece; parts: (Piece | Group)[]; leaves: number[] }

/** What orders a blank node: groups of lines, the groups in order (RDFC-1.0, section 4.6). */
export type FirstDegree = { groups: Piece[][][]; leaves: number[] }

/** A compiled shape: its statements by subject. Only data; `createFiller` puts values in. */
export type Template = {
  /** For each leaf whether it is the text of a literal, so that it needs escaping. */
  literals: boolean[]
  /** Subjects that are IRIs. */
  named: Block[]
  /** Subjects that are blank nodes, by number; null for one without statements of its own. */
  blanks: (Block | null)[]
  /** By the number of the blank node. */
  firstDegrees: FirstDegree[]
  /** How many characters it takes, about. */
  size: number
}

/** Makes a template of the statements that a shape becomes, see `probe`. */
export function templateOf(probed: Probe, leaves: readonly string[]): Template {
  const leafOf = new Map<string, number>()
  leaves.forEach((leaf, at) => {
    if (!probed.constants.includes(at)) leafOf.set(placeholder(leafKind(leaf), at), at)
  })
  const blankOf = blankNumbers(probed.quads)
  const ownLabel = (blank: number): Piece => ~blank

  const piecesOf = (term: string, labelOf: (blank: number) => Piece): Piece[] => {
    const blank = blankOf.get(term)
    if (blank !== undefined) return [labelOf(blank)]
    const { before, inner, after } = innerOf(term)
    const leaf = leafOf.get(inner)
    return leaf === undefined ? [term] : [before, leaf, after]
  }
  const headOf = ({ subject, predicate }: Quad, labelOf: (blank: number) => Piece) =>
    joined([...piecesOf(subject, labelOf), ` ${predicate} `])
  const tailOf = ({ object, graph }: Quad, labelOf: (blank: number) => Piece) =>
    joined([
      ...piecesOf(object, labelOf),
      ...(graph === '' ? [] : [' ', ...piecesOf(graph, labelOf)]),
      ' .\n',
    ])
  const objectOf = ({ object }: Quad): Piece => {
    if (isBlank(object)) return object
    const { inner } = innerOf(object)
    return leafOf.get(inner) ?? inner
  }

  const blockOf = (subject: string, quads: Quad[]): Block => {
    const lines = quads.flatMap((quad) => [headOf(quad, ownLabel), tailOf(quad, ownLabel)])
    const byPredicate = inOrder(Map.groupBy(quads, ({ predicate }) => predicate))
    const parts = byPredicate.flatMap((same): (Piece | Group)[] => {
      const head = same.slice(0, 1).flatMap((quad) => headOf(quad, ownLabel))
      const tails = same.map((quad) => tailOf(quad, ownLabel))
      return same.length === 1
        ? [...head, ...tails.flat()]
        : [{ head, tails, objects: same.map(objectOf) }]
    })
    return {
      subject: leafOf.get(innerOf(subject).inner) ?? subject,
      parts: joined(parts),
      leaves: leavesIn(lines),
    }
  }

  const firstDegreeOf = (term: string, own: number): FirstDegree => {
    const labelOf = (blank: number) => (blank === own ? '_:a' : '_:z')
    const touching = probed.quads.filter(
      ({ subject, object, graph }) => subject === term || object === term || graph === term,
    )
    // In the order in which the lines sort: `<` comes before `_:a`, and that before `_:z`.
    const begin = ({ subject, predicate }: Quad) =>
      subject === term ? `_:a ${predicate}` : isBlank(subject) ? '_:z' : '<'
    const groups = inOrder(Map.groupBy(touching, begin)).map((same) =>
      same.map((quad) => joined([...headOf(quad, labelOf), ...tailOf(quad, labelOf)])),
    )
    return { groups, leaves: leavesIn(groups.flat()) }
  }

  const bySubject = Map.groupBy(probed.quads, ({ subject }) => subject)
  const literal = new Set(
    probed.quads.filter(({ object }) => object.startsWith('"')).map((quad) => objectOf(quad)),
  )
  const template = {
    literals: leaves.map((_leaf, at) => literal.has(at)),
    named: [...bySubject].flatMap(([term, quads]) => (isBlank(term) ? [] : blockOf(term, quads))),
    blanks: [...blankOf.keys()].map((term) => {
      const quads = bySubject.get(term)
      return quads === undefined ? null : blockOf(term, quads)
    }),
    firstDegrees: [...blankOf].map(([term, own]) => firstDegreeOf(term, own)),
  }
  return { ...template, size: JSON.stringify(template).length }
}

function blankNumbers(quads: Quad[]): Map<string, number> {
  const numbers = new Map<string, number>()
  for (const { subject, object, graph } of quads) {
    for (const term of [subject, object, graph]) {
      if (isBlank(term) && !numbers.has(term)) numbers.set(term, numbers.size)
    }
  }
  return numbers
}

/** The values of a map in the order of its keys. */
function inOrder<T>(map: Map<string, T>): T[] {
  return [...map.keys()].sort().map((key) => map.get(key) as T)
}

/** The same pieces with neighbours that are text made one. */
function joined<T>(pieces: (Piece | T)[]): (Piece | T)[] {
  const result: (Piece | T)[] = []
  for (const piece of pieces) {
    const last = result.at(-1)
    if (typeof piece === 'string' && typeof last === 'string') {
      result[result.length - 1] = last + piece
    } else {
      result.push(piece)
    }
  }
  return result
}

function leavesIn(lines: Piece[][]): number[] {
  return [...new Set(lines.flat().filter((piece) => typeof piece === 'number' && piece >= 0))].map(
    Number,
  )
}
