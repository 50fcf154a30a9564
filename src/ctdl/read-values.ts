import { KINDS, kinds, type Node } from './vocabulary.ts'

/** Ends the reading of a document that is wrong at a place. */
export type Refuse = (field: string, words: string) => never

/** Thrown when a place was refused. */
export class Unreadable extends Error {}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The values of a property, which can stand alone or in a list. */
export function asList(value: unknown): unknown[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]
}

/** What a reference points to: it is an id, or an object with one. */
export function referTo(value: unknown): string | undefined {
  const id = isNode(value) ? value['@id'] : value
  return typeof id === 'string' ? id : undefined
}

/** A text, out of those by language English or else the first. */
export function textOf(value: unknown): unknown {
  const [first] = asList(value)
  if (!isNode(first)) return first
  if ('@value' in first) return first['@value']
  const entries = Object.entries(first)
  const [, text] = entries.find(([language]) => /^en\b/i.test(language)) ?? entries[0] ?? []
  return asList(text)[0]
}

/** What a component stands for, as a requirement, and the member that says so. */
export function namedThing(
  node: Node,
  publicUrl: string,
): { requirement: Record<string, unknown>; member: string } | undefined {
  for (const kind of kinds) {
    const member = `waymark:${kind}`
    if (node[member] !== undefined) return { requirement: { [kind]: node[member] }, member }
  }
  if (node['waymark:layer'] !== undefined) {
    const { 'waymark:layer': layer, 'waymark:count': count = 1 } = node
    return { requirement: { layer, count }, member: 'waymark:layer' }
  }
  const member = 'ceterms:proxyFor'
  for (const proxy of asList(node[member]).map(referTo)) {
    for (const kind of kinds) {
      const before = `${publicUrl}${KINDS[kind].path}`
      if (!proxy?.startsWith(before)) continue
      return { requirement: { [kind]: proxy.slice(before.length) }, member }
    }
  }
  return undefined
}
