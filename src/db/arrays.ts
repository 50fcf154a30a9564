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

const elements = {
  uuid: {
    oid: 2950,
    length: () => 16,
    write(into: Buffer, value: string, at: number) {
      const written = into.write(value.replaceAll('-', ''), at, 'hex')
      if (written !== 16) throw new TypeError('That is no UUID.')
    },
  },
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
  const lengths = values.map((value) => (value === null ? -1 : length(value)))
  const size = lengths.reduce((sum, one) => sum + 4 + Math.max(one, 0), 20)
  const made = Buffer.allocUnsafe(size)
  const header = [1, lengths.includes(-1) ? 1 : 0, oid, values.length, 1]
  let at = 0
  for (const number of header) at = made.writeInt32BE(number, at)
  for (const [position, value] of values.entries()) {
    const bytesOfValue = lengths[position] as number
    at = made.writeInt32BE(bytesOfValue, at)
    if (value === null) continue
    write(made, value, at)
    at += bytesOfValue
  }
  return made
}
