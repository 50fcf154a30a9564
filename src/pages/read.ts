import { isObject, type JsonObject, valuesOf } from '../credentials/index.ts'

// Whatever is shown may come from a stranger's document of any shape: nothing is taken for granted,
// and everything is bounded.

/** Longer texts are cut; as much as an issuer here may write. */
const MAX_CHARACTERS = 20_000

/** A text to show, cut at 20,000 characters; undefined for everything else. */
export function textOf(value: unknown): string | undefined {
  const text = isObject(value) ? value['@value'] : value
  if (typeof text !== 'string') return undefined
  const cut = text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text
  const clean = cut.toWellFormed().replaceAll('\u0000', '').trim()
  return clean === '' ? undefined : clean
}

/** A text in one line, at most so many characters: names, titles. */
export function lineOf(value: unknown, most = 300): string | undefined {
  const line = textOf(value)?.replace(/\s+/g, ' ')
  return line !== undefined && line.length > most
    ? `${line.slice(0, most).toWellFormed().trimEnd()}…`
    : line
}

/** An address that a reader may be led to: http or https, and nothing that runs or hides. */
export function linkOf(value: unknown): string | undefined {
  const text = isObject(value) ? value.id : value
  if (typeof text !== 'string' || text.length > 2048) return undefined
  const url = URL.parse(text)
  const leads = url !== null && /^https?:$/.test(url.protocol) && url.username === ''
  return leads ? url.href : undefined
}

/** The objects among the values of a member, at most so many. */
export function objectsOf(value: unknown, most: number): JsonObject[] {
  return valuesOf(value).filter(isObject).slice(0, most)
}

/** A member that is an object; an empty one when it is not. */
export function objectOf(value: unknown): JsonObject {
  return objectsOf(value, 1)[0] ?? {}
}

const TIME = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2})?)?$/

/** A time as documents state it; undefined when it is none. */
export function timeOf(value: unknown): Date | undefined {
  if (typeof value !== 'string' || !TIME.test(value)) return undefined
  const time = new Date(value)
  return Number.isNaN(time.getTime()) ? undefined : time
}

/** A language tag that a `lang` attribute can carry. */
export function languageOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/.test(value)
    ? value
    : undefined
}
