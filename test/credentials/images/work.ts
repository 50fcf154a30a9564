import { syncBuiltinESMExports } from 'node:module'
import zlib from 'node:zlib'
import { DOMParser } from '@xmldom/xmldom'

/** What reading an image cost: bytes that checksums were made of, texts inflated, XML parsed. */
export type Work = { hashedBytes: number; inflations: number; parsedCharacters: number }

/**
 * Counts the work that `task` does, so that tests need no clock: on a slow machine it is the same.
 */
export function workOf(task: () => void): Work {
  const work: Work = { hashedBytes: 0, inflations: 0, parsedCharacters: 0 }
  const { crc32, inflateSync } = zlib
  const { parseFromString } = DOMParser.prototype
  zlib.crc32 = (data, value) => {
    work.hashedBytes += Buffer.byteLength(data)
    return crc32(data, value)
  }
  zlib.inflateSync = (data, options) => {
    work.inflations += 1
    return inflateSync(data, options)
  }
  DOMParser.prototype.parseFromString = function (source, type) {
    work.parsedCharacters += source.length
    return parseFromString.call(this, source, type)
  }
  syncBuiltinESMExports()
  try {
    task()
  } finally {
    Object.assign(zlib, { crc32, inflateSync })
    DOMParser.prototype.parseFromString = parseFromString
    syncBuiltinESMExports()
  }
  return work
}
