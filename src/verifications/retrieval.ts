import { isObject } from '../credentials/index.ts'
import { type ImageService, UPLOAD_BYTES } from '../images/index.ts'
import { requireOk } from '../outbound/index.ts'
import { isOpenBadge2, type Presented, presentedText } from '../verification/index.ts'
import type { OwnHosted } from './hosted.ts'
import { type Loader, orFailure } from './loading.ts'
import type { ReadOwn } from './own.ts'
import { type Credential, credentialOfImage, isImage, type NotFound } from './presented.ts'

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
  async function fromBytes(bytes: Uint8Array, foundAt: string): Promise<Credential | NotFound> {
    if (isImage(bytes)) return fromImage(bytes)
    const found = fromText(bytes)
    if (found !== null) return { ...found, foundAt }
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
          : fromBytes(ours.bytes, url)
      }
      const answer = await load.any(url, { accept: CREDENTIAL, maxBytes: UPLOAD_BYTES })
      if ('body' in answer && answer.status === 410 && isWithdrawn(fromText(answer.body))) {
        return { badgeUrl: url }
      }
      const found = 'failure' in answer ? answer : await orFailure(async () => requireOk(answer))
      if ('body' in found) return fromBytes(found.body, url)
      const { code, message } = found.failure
      return { outcome: 'inconclusive', code, detail: message }
    },
  }
}

/** The credential that a text is; null for anything else. */
function fromText(bytes: Uint8Array): Presented | null {
  if (bytes.length > TEXT_BYTES) return null
  try {
    return presentedText(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return null
  }
}

/** Whether what is served with a 410 is what is left of a badge of Open Badges 2.0 or before. */
function isWithdrawn(found: Presented | null): boolean {
  if (found === null || !('credential' in found)) return false
  const { credential } = found
  return isOpenBadge2(credential) || (isObject(credential) && credential.revoked === true)
}
