import { createHash } from 'node:crypto'
import type { Requirement, Step } from '../requirements/index.ts'
import { CONTEXT, type CtdlDocument, KINDS, type Kind, kinds, type Node } from './vocabulary.ts'

/** What a document says of a pathway. */
export type PathwayContent = {
  id: string
  name: string
  description: string | null
  steps: readonly Step[]
  awards: string | null
  whenGroundFalls: string
  destinations: readonly string[]
}

/**
 * Writes a pathway as CTDL: steps are components with conditions, and so is whatever else they name.
 * What CTDL cannot say stands in members `waymark:`, so that reading it gives the same pathway.
 *
 * @param names - what badge classes, pathways and opportunities are called, by their ids
 */
export function writeCtdl(
  pathway: PathwayContent,
  names: ReadonlyMap<string, string>,
  publicUrl: string,
): CtdlDocument {
  const self = `${publicUrl}/v1/pathways/${pathway.id}`
  const idOf = (fragment: string) => `${self}/ctdl#${fragment}`
  const stepIds = new Map(pathway.steps.map(({ id }) => [id, idOf(`step-${id}`)]))
  const components = new Map<string, Node>()
  const parents = new Map<string, Set<string>>()

  const component = (type: string, fragment: string, members: Node): string => {
    const id = idOf(fragment)
    if (!components.has(id)) {
      const ctid = ctidOf(pathway.id, fragment)
      const common = { '@type': type, '@id': id, 'ceterms:ctid': ctid, 'ceterms:isPartOf': [self] }
      components.set(id, { ...common, ...members })
    }
    return id
  }

  /** The component that a requirement without parts stands for; undefined for one with parts. */
  const target = (requirement: Requirement): string | undefined => {
    if ('step' in requirement) return stepIds.get(requirement.step)
    if ('layer' in requirement) {
      const { layer, count } = requirement
      return component('ceterms:BasicComponent', `layer-${layer}-${count}`, {
        'ceterms:name': `${count} different badges of the layer ${layer}`,
        'waymark:layer': layer,
        'waymark:count': count,
      })
    }
    const kind = kinds.find((one) => one in requirement)
    if (kind === undefined) return undefined
    const id = (requirement as Record<Kind, string>)[kind]
    const { path, type } = KINDS[kind]
    return component(type, `${kind}-${id}`, {
      'ceterms:name': names.get(id) ?? id,
      ...(kind === 'badgeClass' && { 'ceterms:credentialType': 'ceterms:OpenBadge' }),
      'ceterms:proxyFor': `${publicUrl}${path}${id}`,
      [`waymark:${kind}`]: id,
    })
  }

  const condition = (requirement: Requirement, targets: Set<string>): Node => {
    const only = target(requirement)
    if (only !== undefined) {
      targets.add(only)
      return { ...CONDITION, 'ceterms:requiredNumber': 1, 'ceterms:targetComponent': [only] }
    }
    const { head, entries } = partsOf(requirement)
    const found = entries.map(target)
    if (found.every((one) => one !== undefined)) {
      for (const one of found) targets.add(one)
      return { ...CONDITION, ...head, 'ceterms:targetComponent': found }
    }
    const nested = entries.map((entry) => condition(entry, targets))
    return { ...CONDITION, ...head, 'ceterms:hasCondition': nested }
  }

  const written = pathway.steps.map(({ id, name, requires, optional }): Node => {
    const targets = new Set<string>()
    const has = condition(requires, targets)
    const own = stepIds.get(id) as string
    for (const one of targets) parents.set(one, (parents.get(one) ?? new Set()).add(own))
    return {
      '@type': 'ceterms:BasicComponent',
      '@id': own,
      'ceterms:ctid': ctidOf(pathway.id, `step-${id}`),
      'ceterms:isPartOf': [self],
      'ceterms:name': name,
      'ceterms:componentDesignation': optional === true ? 'Optional' : 'Required',
      'ceterms:hasChild': [...targets],
      'ceterms:hasCondition': [has],
      'waymark:step': id,
      ...(optional !== undefined && { 'waymark:optional': optional }),
    }
  })
  // What no other step asks for is what the pathway leads to.
  const ends = [...stepIds.values()].filter((id) => !parents.has(id))
  const upward = (node: Node): Node => {
    const of = parents.get(node['@id'] as string)
    if (of === undefined) return { ...node, 'ceterms:isDestinationComponentOf': [self] }
    return { ...node, 'ceterms:isChildOf': [...of] }
  }
  const all = [...written, ...components.values()].map(upward)
  const root: Node = {
    '@type': 'ceterms:Pathway',
    '@id': self,
    'ceterms:ctid': `ce-${pathway.id}`,
    'ceterms:name': pathway.name,
    ...(pathway.description !== null && { 'ceterms:description': pathway.description }),
    'ceterms:hasPart': all.map((node) => node['@id']),
    'ceterms:hasChild': ends,
    'ceterms:hasDestinationComponent': ends,
    ...(pathway.awards !== null && { 'waymark:awards': pathway.awards }),
    'waymark:whenGroundFalls': pathway.whenGroundFalls,
    'waymark:destinations': pathway.destinations,
  }
  return { '@context': CONTEXT, '@graph': [root, ...all] }
}

const CONDITION = { '@type': 'ceterms:ComponentCondition' }

/** A requirement with parts: how many of them, and which. */
function partsOf(requirement: Requirement): { head: Node; entries: readonly Requirement[] } {
  if ('all' in requirement) {
    const { all } = requirement
    const head = { 'ceterms:logicalOperator': 'logic:And', 'ceterms:requiredNumber': all.length }
    return { head, entries: all }
  }
  if ('any' in requirement) {
    const head = { 'ceterms:logicalOperator': 'logic:Or', 'ceterms:requiredNumber': 1 }
    return { head, entries: requirement.any }
  }
  if ('atLeast' in requirement) {
    const { atLeast, of } = requirement
    return { head: { 'ceterms:requiredNumber': atLeast, 'waymark:atLeast': atLeast }, entries: of }
  }
  const { points, of } = requirement as Extract<Requirement, { points: number }>
  const head = { 'waymark:points': points, 'waymark:weights': of.map(({ weight }) => weight) }
  return { head, entries: of.map(({ requires }) => requires) }
}

/** A CTID that is the same whenever the same thing is written: a UUID of version 8. */
function ctidOf(pathwayId: string, fragment: string): string {
  const hex = createHash('sha256').update(`${pathwayId}#${fragment}`).digest('hex')
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`]
  return `ce-${[...parts, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-')}`
}
