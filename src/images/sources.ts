import { invalid, Problem } from '../http/index.ts'
import { type OutboundClient, OutboundError, requireOk } from '../outbound/index.ts'
import { KEPT_BOUNDS } from './bounds.ts'

const ACCEPT = 'image/png, image/svg+xml;q=0.9'
const LONGEST_FETCH_MS = 5_000

/**
 * The bytes in a data: URL (RFC 2397).
 * @throws Problem 400 naming `field`
 */
export function bytesOfDataUrl(url: string, field: string): Uint8Array {
  const comma = url.indexOf(',')
  const data = url.slice(comma + 1)
  const malformed = () => invalid({ field, detail: `${field} is not a well-formed data: URL.` })
  if (comma < 0) throw malformed()
  if (/;\s*base64$/i.test(url.slice(0, comma))) {
    const bytes = Buffer.from(data, 'base64')
    // What is not base64 is passed over by the decoder; as much as was written must come out.
    const written = data.length - (data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0)
    if (bytes.length !== Math.floor((written * 3) / 4)) throw malformed()
    return bytes
  }
  try {
    return Buffer.from(decodeURIComponent(data))
  } catch {
    throw malformed()
  }
}

/**
 * Fetches an image from a stranger.
 *
 * @returns its bytes; or why its server cannot be reached now, in a sentence
 * @throws Problem 400 naming `field` when the address is refused or the answer is no good
 */
export async function fetchImage(
  outbound: OutboundClient,
  url: string,
  field: string,
): Promise<Uint8Array | { unreachable: string }> {
  try {
    const answer = await outbound.get(url, {
      accept: ACCEPT,
      maxBytes: KEPT_BOUNDS.pngBytes as number,
      timeoutMs: LONGEST_FETCH_MS,
    })
    return requireOk(answer).body
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error
    const { code, message } = error
    if (code === 'unreachable' || code === 'timeout') return { unreachable: message }
    if (code === 'closed') throw new Problem('unavailable', 'The service is being stopped.')
    throw invalid({ field, detail: `${field}: ${message}` })
  }
}
