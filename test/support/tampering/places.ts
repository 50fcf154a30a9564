import { isObject, type JsonObject } from '../../../src/credentials/index.ts'

/** The way to a value inside a document: names of members, and indices. */
export type Path = readonly (string | number)[]

/** A value inside a document, and where it stands. */
export type Place = { path: Path; value: unknown }

/** Every value of a document, itself first. */
export function* placesIn(value: unknown, path: Path = []): Generator<Place> {
  yield { path, value }
  if (Array.isArray(value)) {
    for (const [index, one] of value.entries()) yield* placesIn(one, [...path, index])
  } else if (isObject(value)) {
    for (const [name, one] of Object.entries(value)) yield* placesIn(one, [...path, name])
  }
}

/** What stands at a path. */
export function valueAt(document: unknown, path: Path): unknown {
  return path.reduce((value, step) => (value as JsonObject)[step], document)
}

/** The document with another value at a path; what it shares with the first one is not copied. */
export function withValueAt(document: unknown, path: Path, value: unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined) return value
  const inner = withValueAt((document as JsonObject)[step], rest, value)
  return Array.isArray(document)
    ? document.with(Number(step), inner)
    : withMembers(
        Object.entries(document as JsonObject).map(([name, one]) => [
          name,
          name === step ? inner : one,
        ]),
      )
}

/** An object of these members, in their order, whatever they are called. */
export function withMembers(members: readonly (readonly [string, unknown])[]): JsonObject {
  const object: JsonObject = {}
  for (const [name, value] of members) {
    // An assignment would take `__proto__` for something else, which JSON.parse does not.
    Object.defineProperty(object, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return object
}
