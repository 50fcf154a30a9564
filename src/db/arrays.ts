/**
 * How an element of a PostgreSQL array is sent in its binary form: its type's number (pg_type.oid,
 * which never changes for a built-in type) and its bytes.
 */
type Element<T> = {
  oid: number
  /** How many bytes the value has. */
  length(value: T): number
  write(into: Buffer, value: T, at: number): void
}

/** 2000-01-01, from which PostgreSQL counts. */
const EPOCH_MS = 946_684_800_000

const bytes = (oid: number): Element<Uint8Array> => ({
  oid,
  length: (value) => value.length,
  write: (into, value, at) => into.set(value, at),
})

const HYPHEN = 0x2d
/** The value of each hexadecimal digit, by its code. */
const DIGITS = new Int8Array(128).fill(-1)
for (const [value, digit] of [...'0123456789abcdef'].entries()) {
  for (const form of [digit, digit.toUpperCase()]) DIGITS[form.charCodeAt(0)] = value
}

/** Writes the 16 bytes of a UUID. By hand: without its hyphens each would be another string. */
function writeUuid(into: Buffer, text: string, at: number): void {
  let digits = 0
  let high = 0
  for (let position = 0; position < text.length; position += 1) {
    const code = text.charCodeAt(position)
    if (code === HYPHEN) continue
    const value = DIGITS[code] ?? -1
    if (value < 0 || digits === 32) throw new TypeError('That is no UUID.')
    if (digits % 2 === 0) high = value * 16
    else into[at + (digits >> 1)] = high + value
    digits += 1
  }
  if (digits !== 32) throw new TypeError('That is no UUID.')
}

const elements = {
  uuid: { oid: 2950, length: () => 16, write: writeUuid },
  bytea: bytes(17),
  text: {
    oid: 25,
    length: (value: string) => Buffer.byteLength(value),
    write: (into: Buffer, value: string, at: number) => into.write(value, at),
  },
  integer: {
    oid: 23,
    length: () => 4,
    write: (into: Buffer, value: number, at: number) => into.writeInt32BE(value, at),
  },
  bigint: {
    oid: 20,
    length: () => 8,
    write: (into: Buffer, value: bigint, at: number) => into.writeBigInt64BE(value, at),
  },
  'timestamp with time zone': {
    oid: 1184,
    length: () => 8,
    write(into: Buffer, value: Date, at: number) {
      into.writeBigInt64BE(BigInt(value.getTime() - EPOCH_MS) * 1000n, at)
    },
  },
}

/** The types whose arrays can be made here. */
export type ElementType = keyof typeof elements

type ValueOf<T extends ElementType> = (typeof elements)[T] extends {
  length(value: infer V): number
  write(into: Buffer, value: infer W, at: number): unknown
}
  ? V & W
  : never

/** Whether {@link pgArray} makes arrays of a type. */
export function isElementType(type: string): type is ElementType {
  return Object.hasOwn(elements, type)
}

/**
 * An array as the parameter of a statement, in PostgreSQL's binary form (array_recv): as text every
 * quote and backslash of each element would be escaped here and looked for there, which for
 * documents costs more than storing them.
 *
 * @param type - what its elements are; the statement says so too, as in `$1::uuid[]`
 * @throws TypeError for a value that is none of the type
 */
export function pgArray<T extends ElementType>(
  type: T,
  values: readonly (ValueOf<T> | null)[],
): Buffer {
  const { oid, length, write } = elements[type] as unknown as Element<ValueOf<T>>
  const lengths = new Int32Array(values.length)
  let size = 20
  let hasNull = 0
  for (let position = 0; position < values.length; position += 1) {
    const value = values[position] as ValueOf<T> | null
    lengths[position] = value === null ? -1 : length(value)
    if (value === null) hasNull = 1
    size += 4 + Math.max(lengths[position] as number, 0)
  }
  const made = Buffer.allocUnsafe(size)
  const header = [1, hasNull, oid, values.length, 1]
  let at = 0
  for (const number of header) at = made.writeInt32BE(number, at)
  for (let position = 0; position < values.length; position += 1) {
    const value = values[position] as ValueOf<T> | null
    const bytesOfValue = lengths[position] as number
    at = made.writeInt32BE(bytesOfValue, at)
    if (value === null) continue
    // Rows of one set have much in common, and what is there already is copied.
    if (position > 0 && value === values[position - 1])
      made.copyWithin(at, at - 4 - bytesOfValue, at - 4)
    else write(made, value, at)
    at += bytesOfValue
  }
  return made
}
