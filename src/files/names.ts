import { basename } from 'node:path/posix'

const MAX_LENGTH = 200

/**
 * What a file is called, from what its sender says: without folders, and without characters that are
 * not seen or that turn the direction of what follows.
 *
 * @returns null when nothing is left
 */
export function fileName(said: string | undefined): string | null {
  if (said === undefined) return null
  const name = basename(said.toWellFormed().normalize('NFC').replaceAll('\\', '/'))
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\uFFFD]/gu, '')
    .trim()
  return name === '' ? null : shortened(name)
}

/** Keeps the end, which says what it is. */
function shortened(name: string): string {
  if (name.length <= MAX_LENGTH) return name
  const end = /\.[^.]{1,10}$/.exec(name)?.[0] ?? ''
  return `${name
    .slice(0, MAX_LENGTH - end.length)
    .toWellFormed()
    .replace(/\uFFFD$/, '')}${end}`
}

/** The name that a `Content-Disposition` header gives (RFC 6266). */
export function nameInHeader(header: string | undefined): string | undefined {
  const encoded = /;\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(header ?? '')?.[1]
  if (encoded !== undefined) {
    try {
      return decodeURIComponent(encoded)
    } catch {
      return undefined
    }
  }
  const plain = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(header ?? '')
  const name = plain?.[1]?.replaceAll(/\\(.)/g, '$1') ?? plain?.[2]
  return name === undefined ? undefined : asWritten(name)
}

/** Node reads headers as ISO 8859-1; what command lines and many libraries put there is UTF-8. */
function asWritten(name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(name, 'latin1'))
  } catch {
    return name
  }
}

/** The name in a form as browsers write it, with three characters in disguise (WHATWG HTML). */
export function nameInForm(name: string): string {
  return name.replaceAll('%22', '"').replace(/%0[AD]/g, '')
}

/** The header that has a file saved under a name, whatever characters it has. */
export function asAttachment(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}
