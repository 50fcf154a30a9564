import type { Misfit } from './fill.ts'
import type { Shapeless } from './shape.ts'

/** Why a document was canonicalised by the library. */
export type LibraryReason =
  | Shapeless
  | Misfit
  /** A context defines a term or a prefix that looks like an IRI. */
  | 'iri-like-terms'
  /** The library does not take the shape, or not with values put in place of others. */
  | 'not-substitutable'
  /** The compiled shape and the library disagreed once. */
  | 'differs'
  /** Values that decide more than their own place, or equal values, were not seen like that before. */
  | 'new-variant'
  /** The compiled shape had to show first that it agrees with the library. */
  | 'first-of-shape'
  /** So few documents of the shape came yet that it is not compiled. */
  | 'seldom'
  /** Compiling failed, for what a document has, not its shape. */
  | 'not-compiled'

/** What a canonicaliser has done, for metrics. All but the first two only grow. */
export type CanonicaliserStats = {
  /** Shapes in memory, and about how many bytes they take. */
  shapes: number
  bytes: number
  /** Compilations of a shape. */
  compiled: number
  /** Documents canonicalised by a compiled shape. */
  carried: number
  /** Documents canonicalised by the library, by reason. */
  library: Partial<Record<LibraryReason, number>>
  /** Documents on which a compiled shape was compared with the library. */
  checked: number
  /** How many of these differed. None, we trust; an alarm if there is one. */
  differed: number
}
