import { asList, isNode, namedThing, type Refuse, referTo } from './read-values.ts'
import type { Node } from './vocabulary.ts'

/** Deeper, and more, than any pathway may ask. */
const DEEPEST = 30
const MOST = 20_000
const NOTHING =
  'says nothing that can be met: it needs waymark:badgeClass, waymark:pathway, waymark:opportunity or waymark:layer.'

/** A requirement as it was read, to be checked like any other. */
export type Loose = Record<string, unknown>

/** Where a requirement stands in the document, and the member that each of its own came from. */
export type Origin = { at: string; members?: Record<string, string> }

/** What a document consists of. */
type Sources = {
  byId: ReadonlyMap<string, Node>
  /** The ids of steps, by their components. */
  stepIds: ReadonlyMap<Node, unknown>
  /** Where a node stands. */
  place(node: Node): string
  publicUrl: string
  refuse: Refuse
}

/** Makes what reads the requirement of a step, and notes where each part of it came from. */
export function conditionReader(
  { byId, stepIds, place, publicUrl, refuse }: Sources,
  origins: WeakMap<object, Origin>,
): (step: Node) => Loose {
  let count = 0
  const from = (requirement: Loose, origin: Origin): Loose => {
    origins.set(requirement, origin)
    return requirement
  }

  // Conditions can be named more than once, and so be more than the document is long.
  const countOne = (at: string): void => {
    count += 1
    if (count > MOST) refuse(at, 'is more than a pathway can ask for.')
  }

  const thing = (node: Node): Loose | undefined => {
    const named = namedThing(node, publicUrl)
    if (named === undefined) return undefined
    const at = place(node)
    const { requirement, member } = named
    const members = Object.keys(requirement).map((name) => [
      name,
      `${at}.${name === 'count' ? 'waymark:count' : member}`,
    ])
    return from(requirement, { at, members: Object.fromEntries(members) })
  }

  const target = (value: unknown, at: string): Loose => {
    countOne(at)
    const node = byId.get(referTo(value) ?? '')
    if (node === undefined) return refuse(at, 'names nothing of this document.')
    if (stepIds.has(node)) {
      return from({ step: stepIds.get(node) }, { at, members: { step: at } })
    }
    return thing(node) ?? refuse(place(node), NOTHING)
  }

  const condition = (value: unknown, at: string, depth: number, targets: Set<unknown>): Loose => {
    const node = isNode(value) && '@type' in value ? value : byId.get(referTo(value) ?? '')
    if (node === undefined) return refuse(at, 'must be a ceterms:ComponentCondition.')
    if (!asList(node['@type']).includes('ceterms:ComponentCondition')) {
      return refuse(`${at}.@type`, 'must be ceterms:ComponentCondition.')
    }
    if (depth > DEEPEST) return refuse(at, 'is nested too deep.')
    countOne(at)
    const entries = [
      ...asList(node['ceterms:targetComponent']).map((one, position) => {
        targets.add(referTo(one))
        return target(one, `${at}.ceterms:targetComponent[${position}]`)
      }),
      ...asList(node['ceterms:hasCondition']).map((one, position) =>
        condition(one, `${at}.ceterms:hasCondition[${position}]`, depth + 1, targets),
      ),
    ]
    if (entries.length === 0) {
      return refuse(at, 'has neither ceterms:targetComponent nor ceterms:hasCondition.')
    }
    return combined(node, entries, at)
  }

  const combined = (node: Node, entries: Loose[], at: string): Loose => {
    const number = node['ceterms:requiredNumber']
    if (number !== undefined && !(Number.isInteger(number) && Number(number) > 0)) {
      return refuse(`${at}.ceterms:requiredNumber`, 'must be a number from 1.')
    }
    const points = node['waymark:points']
    if (points !== undefined) {
      const weights = asList(node['waymark:weights'])
      const field = `${at}.waymark:weights`
      if (weights.length !== entries.length) refuse(field, `must have ${entries.length} weights.`)
      const of = entries.map((requires, position) =>
        from(
          { weight: weights[position], requires },
          {
            at: `${at}.waymark:weights[${position}]`,
            members: { weight: `${field}[${position}]` },
          },
        ),
      )
      return from({ points, of }, { at, members: { points: `${at}.waymark:points` } })
    }
    const counted = (atLeast: unknown): Loose => {
      const members = { atLeast: `${at}.ceterms:requiredNumber` }
      return from({ atLeast, of: entries }, { at, members })
    }
    const atLeast = node['waymark:atLeast']
    if (atLeast !== undefined) {
      const field = `${at}.waymark:atLeast`
      if (atLeast !== (number ?? atLeast)) refuse(field, 'is not ceterms:requiredNumber.')
      return counted(atLeast)
    }
    const operator = operatorOf(node)
    const isAll = number === undefined || number === entries.length
    if (operator === 'and') return isAll ? from({ all: entries }, { at }) : counted(number)
    if (operator === 'or') {
      return (number ?? 1) === 1 ? from({ any: entries }, { at }) : counted(number)
    }
    if (operator !== undefined) {
      return refuse(`${at}.ceterms:logicalOperator`, 'must be logic:And or logic:Or.')
    }
    if (entries.length === 1 && isAll) return entries[0] as Loose
    if (isAll) return from({ all: entries }, { at })
    return number === 1 ? from({ any: entries }, { at }) : counted(number)
  }

  return (step) => {
    const at = place(step)
    const targets = new Set<unknown>()
    const own = thing(step)
    const conditions = asList(step['ceterms:hasCondition']).map((one, position) =>
      condition(one, `${at}.ceterms:hasCondition[${position}]`, 1, targets),
    )
    const children = asList(step['ceterms:hasChild']).flatMap((one, position) =>
      targets.has(referTo(one)) ? [] : [target(one, `${at}.ceterms:hasChild[${position}]`)],
    )
    const parts = [...(own === undefined ? [] : [own]), ...conditions, ...children]
    const [only] = parts
    if (only === undefined) return refuse(at, NOTHING)
    return parts.length === 1 ? only : from({ all: parts }, { at })
  }
}

/** `and`, `or` or another operator, however it is written: `logic:And`, an URL, an alignment. */
function operatorOf(node: Node): string | undefined {
  const [value] = asList(node['ceterms:logicalOperator'])
  if (value === undefined) return undefined
  const name = isNode(value) ? (value['ceterms:targetNode'] ?? value['@id']) : value
  return String(name).split(/[:/#]/).at(-1)?.toLowerCase()
}
