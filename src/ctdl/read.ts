import { conditionReader, type Loose, type Origin } from './read-condition.ts'
import { asList, type Refuse, textOf, Unreadable } from './read-values.ts'
import { type Node, PATHWAY_MEMBERS } from './vocabulary.ts'

/** A pathway as it was read, to be checked like any other. */
export type ReadPathway = {
  input: { name: unknown; description?: unknown; steps: unknown[] } & Record<string, unknown>
  /** Where in the document each member of the input came from: `steps[0].requires.all[1]`. */
  places: ReadonlyMap<string, string>
}

/** What is wrong with a document, and where. */
export type CtdlProblem = { field: string; detail: string }

/**
 * Reads a CTDL document with one pathway. Components that bear `waymark:step` are its steps, and the
 * others stand for what they name; where none bears it, each component is a step, which asks for what
 * it is a proxy for, its conditions and its children.
 *
 * @param publicUrl - what `ceterms:proxyFor` begins with for what is of this installation
 */
export function readCtdl(
  graph: readonly Node[],
  publicUrl: string,
): { pathway: ReadPathway } | { problems: CtdlProblem[] } {
  const problems: CtdlProblem[] = []
  const refuse: Refuse = (field, words) => {
    problems.push({ field, detail: `${field} ${words}` })
    throw new Unreadable()
  }
  try {
    const pathway = read(graph, publicUrl, refuse)
    return { pathway }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return { problems }
  }
}

function read(graph: readonly Node[], publicUrl: string, refuse: Refuse): ReadPathway {
  const typed = (type: string) => (node: Node) => asList(node['@type']).includes(type)
  const positions = new Map(graph.map((node, at) => [node, at]))
  const place = (node: Node) => `@graph[${positions.get(node)}]`
  const roots = graph.filter(typed('ceterms:Pathway'))
  const [root, second] = roots
  if (root === undefined) return refuse('@graph', 'has no ceterms:Pathway.')
  if (second !== undefined) {
    return refuse(place(second), 'is a second ceterms:Pathway.')
  }
  const byId = new Map<string, Node>()
  for (const node of graph) {
    const id = node['@id']
    if (typeof id !== 'string') return refuse(`${place(node)}.@id`, 'is required.')
    if (byId.has(id)) return refuse(`${place(node)}.@id`, 'is the id of an earlier node.')
    byId.set(id, node)
  }
  const components = graph.filter((node) =>
    asList(node['@type']).some((type) => /^ceterms:\w+Component$/.test(String(type))),
  )
  const ours = components.filter((node) => node['waymark:step'] !== undefined)
  const stepNodes = ours.length > 0 ? ours : components
  if (stepNodes.length === 0) return refuse('@graph', 'has no component of a pathway.')
  const stepIds = new Map(
    stepNodes.map((node, at) => [node, node['waymark:step'] ?? foreignId(node, at)]),
  )
  const places = new Map<string, string>()
  const origins = new WeakMap<object, Origin>()
  const requirementOf = conditionReader({ byId, stepIds, place, publicUrl, refuse }, origins)

  const steps = stepNodes.map((node, at): unknown => {
    const field = `steps[${at}]`
    places.set(field, place(node))
    places.set(`${field}.id`, `${place(node)}.waymark:step`)
    places.set(`${field}.name`, `${place(node)}.ceterms:name`)
    const optional = node['waymark:optional'] ?? (isOptional(node) || undefined)
    places.set(`${field}.optional`, `${place(node)}.waymark:optional`)
    const name = textOf(node['ceterms:name'])
    const requires = requirementOf(node)
    notePlaces(requires, `${field}.requires`, origins, places)
    const step = { id: stepIds.get(node), name, requires }
    return optional === undefined ? step : { ...step, optional }
  })
  places.set('name', `${place(root)}.ceterms:name`)
  places.set('description', `${place(root)}.ceterms:description`)
  places.set('steps', '@graph')
  const members = PATHWAY_MEMBERS.flatMap((member) => {
    const value = root[`waymark:${member}`]
    places.set(member, `${place(root)}.waymark:${member}`)
    return value === undefined ? [] : [[member, value]]
  })
  const description = root['ceterms:description']
  return {
    input: {
      name: textOf(root['ceterms:name']),
      ...(description !== undefined && { description: textOf(description) }),
      steps,
      ...Object.fromEntries(members),
    },
    places,
  }
}

/** Notes where a requirement and its parts came from, by where they stand in the input. */
function notePlaces(
  requirement: Loose,
  field: string,
  origins: WeakMap<object, Origin>,
  places: Map<string, string>,
): void {
  const origin = origins.get(requirement)
  if (origin !== undefined) {
    places.set(field, origin.at)
    for (const [name, at] of Object.entries(origin.members ?? {}))
      places.set(`${field}.${name}`, at)
  }
  for (const list of ['all', 'any', 'of']) {
    for (const [position, entry] of asList(requirement[list]).entries()) {
      notePlaces(entry as Loose, `${field}.${list}[${position}]`, origins, places)
    }
  }
  if (requirement.requires !== undefined) {
    notePlaces(requirement.requires as Loose, `${field}.requires`, origins, places)
  }
}

/** The id of a step that a stranger wrote. */
function foreignId(node: Node, at: number): string {
  const ctid = node['ceterms:ctid']
  return typeof ctid === 'string' && /^ce-[0-9a-f-]{36}$/i.test(ctid) ? ctid : `step-${at + 1}`
}

function isOptional(node: Node): boolean {
  return asList(node['ceterms:componentDesignation']).some(
    (one) => String(textOf(one)).toLowerCase() === 'optional',
  )
}
