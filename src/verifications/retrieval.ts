import { type ImageService, UPLOAD_BYTES } from '../images/index.ts'
import type { OwnHosted } from './hosted.ts'
import type { Loader } from './loading.ts'
import type { ReadOwn } from './own.ts'
import {
  type Credential,
  credentialOfImage,
  credentialOfText,
  isImage,
  type NotFound,
} from './presented.ts'

const CREDENTIAL =
  'application/vc, application/vc+ld+json, application/ld+json, application/json, application/vc+jwt;q=0.9, image/png;q=0.8, image/svg+xml;q=0.8'

/** A JSON document or a token; only an image may be longer. */
const TEXT_BYTES = 1024 * 1024

const failed = (code: string, detail: string): NotFound => ({ outcome: 'failed', code, detail })

/** Gets hold of a credential that was not given as it is: from its address, out of an image. */
export type Retrieval = {
  fromImage(image: Uint8Array): Promise<Credential | NotFound>
  /** @param url - absolute, http or https */
  fromUrl(url: string, load: Loader): Promise<Credential | NotFound>
}

export function createRetrieval(deps: {
  own: ReadOwn
  hosted: OwnHosted
  images: Pick<ImageService, 'unbake'>
}): Retrieval {
  const { own, hosted, images } = deps

  async function fromImage(image: Uint8Array): Promise<Credential | NotFound> {
    const baked = await images.unbake(image)
    const ours = 'problem' in baked ? null : await hosted.fromImage(baked)
    return ours ?? credentialOfImage(baked)
  }

  /** What was found at an address, by its content: a credential, a token, or an image with one. */
  async function fromBytes(bytes: Uint8Array): Promise<Credential | NotFound> {
    if (isImage(bytes)) return fromImage(bytes)
    const decoder = new TextDecoder('utf-8', { fatal: true })
    try {
      const found = bytes.length > TEXT_BYTES ? null : credentialOfText(decoder.decode(bytes))
      if (found !== null) return found
    } catch {
      // Neither text nor an image.
    }
    const detail = 'What lies at the address is neither JSON, nor a VC-JWT, nor an image.'
    return { outcome: 'inconclusive', code: 'malformed', detail }
  }

  return {
    fromImage,
    async fromUrl(url, load) {
      const ours = await own(url)
      if (ours !== null) {
        return ours.bytes === undefined
          ? failed('not-found', 'There is no credential at this address.')
          : fromBytes(ours.bytes)
      }
      const loaded = await load.bytes(url, { accept: CREDENTIAL, maxBytes: UPLOAD_BYTES })
      if ('bytes' in loaded) return fromBytes(loaded.bytes)
      const { code, message } = loaded.failure
      return { outcome: 'inconclusive', code, detail: message }
    },
  }
}
