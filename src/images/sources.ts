import { invalid, Problem } from '../http/index.ts'
import { type OutboundClient, OutboundError, requireOk } from '../outbound/index.ts'
import { KEPT_BOUNDS } from './bounds.ts'
import { decodeDataUrl } from './data-url.ts'

const ACCEPT = 'image/png, image/svg+xml;q=0.9'
const LONGEST_FETCH_MS = 5_000

/**
 * The bytes in a data: URL.
 * @throws Problem 400 naming `field`
 */
export function bytesOfDataUrl(url: string, field: string): Uint8Array {
  const bytes = decodeDataUrl(url)
  if (bytes === null) {
    throw invalid({ field, detail: `${field} is not a well-formed data: URL.` })
  }
  return bytes
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
