import { didWebDocumentUrl } from '../credentials/index.ts'
import type { VerificationEnvironment } from '../verification/index.ts'
import { DOCUMENT_KINDS } from './document-kinds.ts'
import type { Loader } from './loading.ts'

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
      return 'json' in loaded
        ? { document: loaded.json }
        : { unavailable: loaded.failure.message.replace(/\.$/, '') }
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
