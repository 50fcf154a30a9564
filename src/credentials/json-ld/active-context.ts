/** What a term means, as jsonld keeps it: once it is made, it is not altered any more. */
export type TermMapping = { protected?: boolean } | null

/** The terms that are in force at a place of a document, as jsonld keeps them. */
export type ActiveContext = {
  mappings: Map<string, TermMapping>
  protected: Record<string, boolean>
  /** What was in force before a context that does not reach into the nodes below. */
  previousContext?: ActiveContext | undefined
  clone(): ActiveContext
  revertToPreviousContext(): ActiveContext
  '@base'?: unknown
  '@language'?: unknown
  '@vocab'?: unknown
}

/**
 * Has an active context copied and reverted cheaply: jsonld copies all it knows about each of some
 * hundreds of terms, several times for each object of a document, and mostly for nothing.
 */
export function cheaply(context: ActiveContext): void {
  context.clone = copy
  context.revertToPreviousContext = revert
}

/**
 * The context that a copy was made of for a context that does not reach further down (JSON-LD 1.1 API,
 * section 4.1.2, step 4), and that is not altered yet; undefined for any other.
 */
export function restrictedFrom(context: ActiveContext): ActiveContext | undefined {
  const isCopy = context instanceof Copy && context.previousContext === context.source
  return isCopy ? context.source : undefined
}

/** Contexts that parts of documents are read with. */
const inForce = new WeakSet<ActiveContext>()

/** Notes that parts of a document are read with a context. */
export function putInForce(context: ActiveContext): void {
  inForce.add(context)
}

/**
 * Whether parts of a document are read with a context; with others, jsonld only tries out whether
 * one inside of another would do.
 */
export function isInForce(context: ActiveContext): boolean {
  const isInitial = !(context instanceof Copy) && context.mappings.size === 0
  return isInitial || inForce.has(context)
}

function copy(this: ActiveContext): ActiveContext {
  return new Copy(this)
}

function revert(this: ActiveContext): ActiveContext {
  return this.previousContext ?? this
}

const lastingCopies = new WeakMap<ActiveContext, ActiveContext>()

/** A copy that nobody alters, the same each time: what is kept about it is found again. */
function lasting(context: ActiveContext): ActiveContext {
  const known = lastingCopies.get(context)
  if (known !== undefined) return known
  const made = new Copy(context)
  lastingCopies.set(context, made)
  lastingCopies.set(made, made)
  if (isInForce(context)) putInForce(made)
  return made
}

/** What a copy takes over besides terms: as jsonld has it, nothing else. */
const copied = ['@base', '@language', '@vocab'] as const

/** A copy, good for being altered. Terms are copied when they are asked for, which may be never. */
class Copy implements ActiveContext {
  readonly source: ActiveContext
  previousContext?: ActiveContext
  declare '@base'?: unknown
  declare '@language'?: unknown
  declare '@vocab'?: unknown
  #mappings: Map<string, TermMapping> | undefined
  #protected: Record<string, boolean> | undefined

  constructor(source: ActiveContext) {
    this.source = source
    if (source.previousContext) this.previousContext = lasting(source.previousContext)
    for (const name of copied) if (name in source) this[name] = source[name]
  }

  get mappings(): Map<string, TermMapping> {
    this.#mappings ??= new Map(this.source.mappings)
    return this.#mappings
  }

  get protected(): Record<string, boolean> {
    this.#protected ??= { ...this.source.protected }
    return this.#protected
  }

  clone(): ActiveContext {
    return new Copy(this)
  }

  revertToPreviousContext(): ActiveContext {
    return revert.call(this)
  }
}
