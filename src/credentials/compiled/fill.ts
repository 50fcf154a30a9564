import { hash } from 'node:crypto'
import { escapeLiteral } from './n-quads.ts'
import type { Block, FirstDegree, Group, Piece, Template } from './template.ts'

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
function fillBlock({ parts }: Block, texts: string[]): Filled[] | null {
  const filled: Filled[] = []
  let text = ''
  for (const part of parts) {
    if (typeof part === 'string') text += part
    else if (typeof part === 'object') {
      const lines = fillGroup(part, texts)
      if (lines === null) return null
      for (const piece of lines) {
        if (typeof piece === 'string') text += piece
        else {
          filled.push(text, piece)
          text = ''
        }
      }
    } else if (part >= 0) text += texts[part] ?? ''
    else {
      filled.push(text, ~part)
      text = ''
    }
  }
  filled.push(text)
  return filled
}

function fillGroup({ head, tails, objects }: Group, texts: string[]): Filled[] | null {
  const values = new Set(objects.map((one) => (typeof one === 'number' ? texts[one] : one)))
  if (values.size < objects.length) return null
  const start = fillPieces(head, texts)
  const ends = tails.map((tail) => fillPieces(tail, texts))
  if (ends.some((end) => end.length > 1)) return [{ head: start, tails: ends }]
  return ends
    .map(([text]) => String(text))
    .sort()
    .flatMap((text) => [...start, text])
}

function fillPieces(pieces: Piece[], texts: string[]): Filled[] {
  const filled: Filled[] = []
  let text = ''
  for (const piece of pieces) {
    if (typeof piece === 'string') text += piece
    else if (piece >= 0) text += texts[piece] ?? ''
    else {
      filled.push(text, ~piece)
      text = ''
    }
  }
  filled.push(text)
  return filled
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
