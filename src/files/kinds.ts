import { fileTypeFromBuffer } from 'file-type'

/** So much of a file tells what it is, in bytes. */
export const HEAD_BYTES = 256 * 1024

export const PLAIN_TEXT = 'text/plain'

/** What a file may be: what people show what they did with, and nothing that runs anywhere. */
const NAMES: Record<string, string> = {
  'application/pdf': 'pdf',
  'application/vnd.oasis.opendocument.presentation': 'odp',
  'application/vnd.oasis.opendocument.spreadsheet': 'ods',
  'application/vnd.oasis.opendocument.text': 'odt',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'audio/aac': 'aac',
  'audio/flac': 'flac',
  'audio/mpeg': 'mp3',
  'audio/ogg': 'ogg',
  'audio/wav': 'wav',
  'audio/x-m4a': 'm4a',
  'image/avif': 'avif',
  'image/gif': 'gif',
  'image/heic': 'heic',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  [PLAIN_TEXT]: 'txt',
  'video/mp4': 'mp4',
  'video/ogg': 'ogv',
  'video/quicktime': 'mov',
  'video/webm': 'webm',
}

export const FILE_MEDIA_TYPES = Object.keys(NAMES)

/** Names that the same kinds of file have elsewhere. */
const SYNONYMS: Record<string, string> = {
  'audio/ogg; codecs=opus': 'audio/ogg',
  'audio/x-flac': 'audio/flac',
  'audio/vnd.wave': 'audio/wav',
  'image/apng': 'image/png',
  'video/x-m4v': 'video/mp4',
}

/** The end of a name for a file of this kind. */
export function extensionOf(mediaType: string): string {
  return NAMES[mediaType] ?? 'bin'
}

/**
 * What a file is, by its beginning, whatever its sender says.
 *
 * @param head - {@link HEAD_BYTES} of it, or all
 * @returns its media type; null for a kind that is not kept. For what may be plain text, all of it has
 *   yet to be looked at
 */
export async function kindOf(head: Buffer): Promise<string | null> {
  const mime = (await fileTypeFromBuffer(head))?.mime
  if (mime === undefined) return mayBeText(head) ? PLAIN_TEXT : null
  const mediaType = SYNONYMS[mime] ?? mime
  return mediaType in NAMES ? mediaType : null
}

/** Markup is none: a browser might run what is in it. */
function mayBeText(head: Buffer): boolean {
  return !/^[\uFEFF\s]*</.test(head.toString('utf8', 0, 1024))
}

/** Looks whether something is plain text, piece by piece: UTF-8, without characters that control. */
export function createTextCheck(): { isText(piece: Buffer | null): boolean } {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  return {
    isText(piece) {
      try {
        const text = piece === null ? decoder.decode() : decoder.decode(piece, { stream: true })
        // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
        return !/[\u0000-\u0008\u000B\u000E-\u001F\u007F]/.test(text)
      } catch {
        return false
      }
    },
  }
}
