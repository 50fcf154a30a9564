import { type JsonObject, valuesOf } from '../json.ts'
import type { SigningKey } from '../keys.ts'
import { type OpenBadgeAward, type OpenBadgeParts, openBadgeFromParts } from '../open-badge.ts'
import { type ProofSuite, withProofs } from '../sign.ts'
import { parseDocumentTime } from '../times.ts'
import { MARK } from './leaf.ts'
import { type RenderTemplate, render, renderTemplate, type TemplatePieces } from './render.ts'
import { leavesOutside, withLeaves } from './shape.ts'
import { createShapeReader, type Shape } from './shape-reader.ts'
import type { CredentialSigner } from './signer.ts'

/** A signed credential. */
export type SeriesCredential = {
  unsigned: JsonObject
  /** The signed document, as `JSON.stringify` writes it. */
  text: string
  /** What makes this very text again, see `render`; null when nothing but the text does. */
  rendering: { template: RenderTemplate; values: readonly string[] } | null
}

/** Signs credentials that have their issuer and their achievement in common. */
export type CredentialSeries = {
  /** Rejects as `CredentialSigner.sign` does. */
  sign(award: OpenBadgeAward, created: Date): Promise<SeriesCredential>
}

/** Awards that say the same kinds of things: so much evidence, with a narrative, and so on. */
type Kind = {
  shape: Shape
  /** Which leaves of the document the values are. */
  places: readonly number[]
  template: RenderTemplate
  pieces: TemplatePieces
}

/** More kinds than a programme thinks of; those beyond are signed one by one. */
const MAX_KINDS = 100
const slot = new RegExp(`${MARK}(\\d+)\\.`)

/**
 * A {@link CredentialSeries}. What its credentials share is looked at when the first of a kind is
 * signed, as any document is; the others are made of the values that differ.
 */
export function createCredentialSeries(options: {
  signer: CredentialSigner
  key: SigningKey
  suites: readonly ProofSuite[]
  parts: OpenBadgeParts
}): CredentialSeries {
  const { signer, key, suites, parts } = options
  const known = new Set<unknown>([parts.contexts, parts.issuer, parts.achievement])
  const readWhole = createShapeReader()
  const readRest = createShapeReader()
  const kinds = new Map<string, Kind>()

  async function whole(unsigned: JsonObject, created: Date): Promise<SeriesCredential> {
    const signed = await signer.sign(unsigned, { key, suites, created })
    return { unsigned, text: JSON.stringify(signed), rendering: null }
  }

  async function first(unsigned: JsonObject, rest: Shape, created: Date) {
    const proofs = await signer.prove(unsigned, { key, suites, created })
    const text = JSON.stringify(withProofs(unsigned, proofs))
    const shape = readWhole(unsigned)
    if (typeof shape === 'string' || kinds.size === MAX_KINDS) {
      return { unsigned, text, rendering: null }
    }
    const places = leavesOutside(unsigned, known)
    const pieces = piecesOf(unsigned, shape, places, proofs)
    const values = [...rest.leaves, ...differingIn(proofs)]
    // Text that looks like a place would be one: the values of the next award would stand in it.
    const hasOtherPlaces = pieces.length !== 2 * values.length + 1
    if (hasOtherPlaces || render(pieces, values) !== text) {
      return { unsigned, text, rendering: null }
    }
    const template = renderTemplate(pieces)
    kinds.set(rest.signature, { shape, places, template, pieces })
    return { unsigned, text, rendering: { template, values } }
  }

  return {
    async sign(award, created) {
      const unsigned = openBadgeFromParts(parts, award)
      const rest = readRest(unsigned, known)
      if (typeof rest === 'string') return whole(unsigned, created)
      const kind = kinds.get(rest.signature)
      if (kind === undefined) return first(unsigned, rest, created)
      if (!hasSoundValues(unsigned)) return whole(unsigned, created)
      const leaves = kind.shape.leaves.slice()
      for (const [value, place] of kind.places.entries()) leaves[place] = rest.leaves[value] ?? ''
      const shape = { signature: kind.shape.signature, leaves }
      const proofs = await signer.prove(unsigned, { key, suites, created, shape, isChecked: true })
      const values = [...rest.leaves, ...differingIn(proofs)]
      return {
        unsigned,
        text: render(kind.pieces, values),
        rendering: { template: kind.template, values },
      }
    },
  }
}

/**
 * Whether the values of a document are such as `@digitalbazaar/vc` lets pass before it signs. What else
 * it looks at hangs on the kind, whose first document it has let pass.
 */
function hasSoundValues(unsigned: JsonObject): boolean {
  const { validFrom, validUntil, credentialSubject, credentialStatus, evidence } = unsigned
  const named = [credentialSubject, ...valuesOf(credentialStatus), ...valuesOf(evidence)]
  return (
    named.every((one) => hasUrl(one as JsonObject)) &&
    [validFrom, validUntil].every((time) => time === undefined || parseDocumentTime(time) !== null)
  )
}

function hasUrl({ id }: JsonObject): boolean {
  return id === undefined || URL.canParse(String(id))
}

/** What differs from proof to proof of the same key. */
const differing = ['created', 'proofValue'] as const

function differingIn(proofs: readonly JsonObject[]): string[] {
  return proofs.flatMap((proof) => differing.map((member) => String(proof[member])))
}

/** The text of the signed document, taken apart where its values stand. */
function piecesOf(
  unsigned: JsonObject,
  shape: Shape,
  places: readonly number[],
  proofs: readonly JsonObject[],
): TemplatePieces {
  const leaves = [...shape.leaves]
  for (const [value, place] of places.entries()) leaves[place] = `${MARK}${value}.`
  const marked = proofs.map((proof, position) => ({
    ...proof,
    ...Object.fromEntries(
      differing.map((member, at) => {
        const value = places.length + position * differing.length + at
        return [member, `${MARK}${value}.`]
      }),
    ),
  }))
  const text = JSON.stringify(withProofs(withLeaves(unsigned, leaves), marked))
  // Split by an expression with a group: every second piece is a number.
  return text.split(slot).map((piece, at) => (at % 2 === 0 ? piece : Number(piece)))
}
