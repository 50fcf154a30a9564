import { CREDENTIALS_V1, CREDENTIALS_V2 } from '../contexts.ts'
import { isObject, type JsonObject, valuesOf } from '../json.ts'
import { isAbsoluteIri } from './iri.ts'
import type { ShapeProblem } from './problem.ts'

// What credentials and presentations have in common (VCDM 2.0, sections 4.3 to 4.6; VCDM 1.1, sections
// 4.1 to 4.3).

/** The version of the data model, by the first context; null when that is neither. */
export function versionOf(document: JsonObject): '1.1' | '2.0' | null {
  const contexts = document['@context']
  const first = Array.isArray(contexts) ? contexts[0] : undefined
  if (first === CREDENTIALS_V1) return '1.1'
  return first === CREDENTIALS_V2 ? '2.0' : null
}

/** An ordered set that begins with the context of the data model; then URLs and objects. */
export function contextProblems(document: JsonObject): ShapeProblem[] {
  const field = '@context'
  if (versionOf(document) === null) {
    return [{ field, detail: `must be an array that begins with ${CREDENTIALS_V2}` }]
  }
  const contexts = valuesOf(document[field])
  if (contexts.some((context) => !isObject(context) && !isAbsoluteIri(context))) {
    return [{ field, detail: 'must hold absolute URLs and objects only' }]
  }
  const urls = contexts.filter((context) => typeof context === 'string')
  return new Set(urls).size < urls.length ? [{ field, detail: 'must not hold a URL twice' }] : []
}

/** One or several terms or absolute URLs; whether they mean something, the contexts say. */
export function typeProblems(object: JsonObject, field = 'type'): ShapeProblem[] {
  const types = valuesOf(object.type)
  if (types.length === 0) return [{ field, detail: 'is required' }]
  const isFit = (type: unknown) => typeof type === 'string' && /^[^\s]+$/.test(type)
  if (types.every(isFit)) return []
  return [{ field, detail: 'must hold terms or absolute URLs only' }]
}

/** A single absolute URL. */
export function idProblems(
  object: JsonObject,
  field: string,
  presence: 'optional' | 'required' = 'optional',
): ShapeProblem[] {
  if (isAbsoluteIri(object.id)) return []
  if (object.id === undefined) {
    return presence === 'required' ? [{ field, detail: 'is required' }] : []
  }
  return [{ field, detail: 'must be an absolute URL' }]
}

const valueMembers = new Set(['@value', '@language', '@direction'])

function isLanguageValue(value: unknown): boolean {
  if (!isObject(value) || typeof value['@value'] !== 'string') return false
  const { '@language': language, '@direction': direction } = value
  return (
    Object.keys(value).every((member) => valueMembers.has(member)) &&
    (language === undefined || /^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$/.test(String(language))) &&
    (direction === undefined || direction === 'ltr' || direction === 'rtl')
  )
}

/** `name` and `description`: a string, or language value objects (VCDM 2.0, section 11.1). */
export function wordProblems(object: JsonObject, prefix = ''): ShapeProblem[] {
  return ['name', 'description'].flatMap((member) => {
    const value = object[member]
    if (value === undefined || typeof value === 'string') return []
    const values = valuesOf(value)
    if (values.length > 0 && values.every(isLanguageValue)) return []
    const detail = 'must be a string, or objects of @value, @language and @direction only'
    return [{ field: `${prefix}${member}`, detail }]
  })
}
