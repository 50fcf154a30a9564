import { hash } from 'node:crypto'
import { escapeLiteral } from './n-quads.ts'
import type { Block, FirstDegree, Piece, Template } from './template.ts'

/**
 * Why values do not fit a template, though their shape does: what the library would make of them is
 * not what the template says.
 *
 * - `coinciding-ids`: two nodes with one id are one node, their statements merge.
 * - `duplicate-values`: a node has the same value twice under one property; one of them is dropped.
 * - `tie`: two blank nodes look alike, RDFC-1.0 tells them apart by their neighbours.
 */
export type Misfit = 'coinciding-ids' | 'duplicate-values' | 'tie'

/** Lines whose order hangs on blank node labels; they are put into order once these are known. */
type Moving = { head: Filled[]; tails: Filled[][] }
/** A piece with its leaves filled in: text, the number of a blank node, or lines not in order yet. */
type Filled = string | number | Moving

/**
 * Fills a template.
 *
 * It remembers what it wrote last, part by part, and writes again only parts with leaves that
 * changed since: in awards of one badge class most do not.
 */
export type Filler = {
  /** The canonical form of the document with these leaves, or why the template does not fit it. */
  fill(leaves: readonly string[]): { text: string } | Misfit
}

/** A {@link Filler} for a template. */
export function createFiller(template: Template): Filler {
  const { literals } = template
  const blankCount = template.firstDegrees.length
  const values: string[] = literals.map(() => '')
  const texts: string[] = literals.map(() => '')
  const changedAt = literals.map(() => 1)
  let clock = 1

  const stale = (part: { leaves: number[]; writtenAt: number }) => {
    if (part.writtenAt === 0) return true
    for (const leaf of part.leaves) if ((changedAt[leaf] ?? 0) > part.writtenAt) return true
    return false
  }

  const named = template.named.map((block) => ({ ...written(block), token: '' }))
  const blanks = template.blanks.map((block) => block && written(block))
  const hashes = template.firstDegrees.map((one) => ({ ...one, writtenAt: 0, hash: '' }))
  // Both are sorted anew for each document, from where they stood for the last.
  const namedOrder = named.map((_block, at) => at)
  const blankOrder = hashes.map((_one, at) => at)
  const labels: string[] = hashes.map(() => '')
  // The order of the lines is that of `_:c14n0`, `_:c14n1`, `_:c14n10`, `_:c14n2` as text.
  const labelOrder = hashes.map((_one, at) => at).sort((a, b) => (`${a}` < `${b}` ? -1 : 1))

  const rewrite = (block: WrittenBlock): boolean => {
    if (!stale(block)) return true
    const filled = fillBlock(block, texts)
    if (filled === null) return false
    block.filled = filled
    block.writtenAt = clock
    return true
  }

  return {
    fill(leaves) {
      clock += 1
      for (let leaf = 0; leaf < leaves.length; leaf += 1) {
        const value = leaves[leaf] ?? ''
        if (value === values[leaf]) continue
        values[leaf] = value
        texts[leaf] = literals[leaf] ? escapeLiteral(value) : value
        changedAt[leaf] = clock
      }

      for (const one of named) {
        if (typeof one.subject === 'string') one.token = one.subject
        else if (stale(one)) one.token = `<${texts[one.subject]}>`
      }
      if (!sortStrictly(namedOrder, (at) => named[at]?.token ?? '')) return 'coinciding-ids'

      for (const one of hashes) {
        if (!stale(one)) continue
        one.hash = hash('sha256', firstDegreeText(one, texts))
        one.writtenAt = clock
      }
      if (!sortStrictly(blankOrder, (at) => hashes[at]?.hash ?? '')) return 'tie'
      for (let at = 0; at < blankCount; at += 1) labels[blankOrder[at] ?? 0] = `_:c14n${at}`

      let text = ''
      for (const at of namedOrder) {
        const block = named[at]
        if (block === undefined || !rewrite(block)) return 'duplicate-values'
        text += emit(block.filled, labels)
      }
      for (const at of labelOrder) {
        const block = blanks[blankOrder[at] ?? 0]
        if (!block) continue
        if (!rewrite(block)) return 'duplicate-values'
        text += emit(block.filled, labels)
      }
      return { text }
    },
  }
}

type WrittenBlock = Block & { filled: Filled[]; writtenAt: number }
function written(block: Block): WrittenBlock {
  return { ...block, filled: [], writtenAt: 0 }
}

/**
 * Sorts numbers by their keys, by insertion: quick when they are almost in order already.
 *
 * @returns whether no two keys are equal
 */
function sortStrictly(order: number[], keyOf: (at: number) => string): boolean {
  let strict = true
  for (let end = 1; end < order.length; end += 1) {
    const moving = order[end] ?? 0
    const key = keyOf(moving)
    let at = end
    while (at > 0) {
      const before = keyOf(order[at - 1] ?? 0)
      if (before === key) strict = false
      if (before <= key) break
      order[at] = order[at - 1] ?? 0
      at -= 1
    }
    order[at] = moving
  }
  return strict
}

function textOf(pieces: Piece[], texts: string[]): string {
  let text = ''
  for (const piece of pieces) text += typeof piece === 'string' ? piece : (texts[piece] ?? '')
  return text
}

function firstDegreeText({ groups }: FirstDegree, texts: string[]): string {
  let text = ''
  for (const lines of groups) {
    const [only] = lines
    if (lines.length === 1 && only !== undefined) text += textOf(only, texts)
    else {
      const filled = lines.map((line) => textOf(line, texts))
      text += filled.sort().join('')
    }
  }
  return text
}

/** The lines of a block with labels still to come; null when a value stands in it twice. */
function fillBlock({ groups }: Block, texts: string[]): Filled[] | null {
  const filled: Filled[] = []
  for (const { head, tails, objects } of groups) {
    const headFilled = fillPieces(head, texts)
    const tailsFilled = tails.map((tail) => fillPieces(tail, texts))
    if (tails.length > 1) {
      const distinct = new Set(
        objects.map((object) => (typeof object === 'number' ? texts[object] : object)),
      )
      if (distinct.size < objects.length) return null
    }
    if (tailsFilled.every((tail) => tail.length === 1)) {
      const sorted = tailsFilled.map(([text]) => String(text)).sort()
      for (const tail of sorted) append(filled, [...headFilled, tail])
    } else if (tails.length === 1) {
      append(filled, [...headFilled, ...(tailsFilled[0] ?? [])])
    } else {
      filled.push({ head: headFilled, tails: tailsFilled })
    }
  }
  return filled
}

function fillPieces(pieces: Piece[], texts: string[]): Filled[] {
  const filled: Filled[] = []
  append(
    filled,
    pieces.map((piece) =>
      typeof piece === 'string' ? piece : piece < 0 ? ~piece : (texts[piece] ?? ''),
    ),
  )
  return filled
}

/** Adds pieces, with neighbours that are text made one. */
function append(to: Filled[], pieces: Filled[]): void {
  for (const piece of pieces) {
    const last = to.at(-1)
    if (typeof piece === 'string' && typeof last === 'string') to[to.length - 1] = last + piece
    else to.push(piece)
  }
}

function emit(filled: Filled[], labels: string[]): string {
  let text = ''
  for (const piece of filled) {
    if (typeof piece === 'string') text += piece
    else if (typeof piece === 'number') text += labels[piece] ?? ''
    else {
      const head = emit(piece.head, labels)
      const tails = piece.tails.map((tail) => emit(tail, labels))
      for (const tail of tails.sort()) text += head + tail
    }
  }
  return text
}
