import { didWebDocumentUrl } from '../credentials/index.ts'
import type { VerificationEnvironment } from '../verification/index.ts'
import { DOCUMENT_KINDS } from './document-kinds.ts'
import type { Loader } from './loading.ts'

const isSameOrigin = (one: string, other: string) => new URL(one).origin === new URL(other).origin

/**
 * Where the DID document of a bare domain lies. Nobody but who runs the host writes there (RFC 8615); at
 * other paths many a server redirects to wherever somebody wants, which lends nobody its name.
 */
const RESERVED = /^https:\/\/[^/]+\/\.well-known\/did\.json$/

/** What a verification needs from everybody else, through the guarded client. */
export function foreignEnvironment(
  load: Loader,
): Pick<VerificationEnvironment, 'resolveDid' | 'load'> {
  return {
    async resolveDid(did) {
      const url = didWebDocumentUrl(did)
      if (url === null) {
        return did.startsWith('did:web:')
          ? { invalid: 'it is not a well-formed did:web' }
          : { unavailable: 'DIDs of this method cannot be resolved here' }
      }
      const loaded = await load.json(url, DOCUMENT_KINDS['did-document'])
      if ('failure' in loaded) return { unavailable: loaded.failure.message.replace(/\.$/, '') }
      return RESERVED.test(url) || isSameOrigin(loaded.source, url)
        ? { document: loaded.json }
        : { unavailable: 'its address leads on to another server' }
    },
    async load(url, kind) {
      const answer = await load.any(url, DOCUMENT_KINDS[kind])
      if ('failure' in answer) {
        const { code, message } = answer.failure
        return { unavailable: message.replace(/\.$/, ''), tooLarge: code === 'too-large' }
      }
      const { status, contentType, body, url: source } = answer
      return { status, mediaType: contentType, bytes: body, url: source }
    },
  }
}
