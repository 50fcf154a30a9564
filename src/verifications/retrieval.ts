import { isObject, recogniseImage } from '../credentials/index.ts'
import { type ImageService, UPLOAD_BYTES } from '../images/index.ts'
import { requireOk } from '../outbound/index.ts'
import { isOpenBadge2, type Presented, presentedText } from '../verification/index.ts'
import type { OwnHosted } from './hosted.ts'
import { type Loader, orFailure } from './loading.ts'
import type { ReadOwn } from './own.ts'
import { isCredential, isPage, readPage } from './page.ts'
import { type Credential, credentialOfImage, type NotFound } from './presented.ts'
import { DOCUMENT_BYTES } from './recognise.ts'

const CREDENTIAL =
  'application/vc, application/vc+ld+json, application/ld+json, application/json, application/vc+jwt;q=0.9, image/png;q=0.8, image/svg+xml;q=0.8, text/html;q=0.5'

/** A page may lead to a credential, or to one other page that does. */
const MAX_PAGES = 2
/** How many of the links on pages are tried for one verification. */
const MAX_FOLLOWED = 5

const failed = (code: string, detail: string): NotFound => ({ outcome: 'failed', code, detail })
const unclear = (code: string, detail: string): NotFound => ({
  outcome: 'inconclusive',
  code,
  detail,
})

/** A credential that was looked for, and how it was found: a sentence for a reader. */
export type Found = { found: Credential; detail: string } | NotFound

/** Gets hold of a credential that was not given as it is: from its address, out of an image. */
export type Retrieval = {
  fromImage(image: Uint8Array): Promise<Found>
  /** @param url - absolute, http or https */
  fromUrl(url: string, load: Loader): Promise<Found>
}

/** On the way to a credential: what may be asked, how many links more, and past how many pages. */
type Way = { load: Loader; left: number; pages: number }

export function createRetrieval(deps: {
  own: ReadOwn
  hosted: OwnHosted
  images: Pick<ImageService, 'unbake'>
}): Retrieval {
  const { own, hosted, images } = deps

  async function fromImage(image: Uint8Array): Promise<Found> {
    const baked = await images.unbake(image)
    const ours = 'problem' in baked ? null : await hosted.fromImage(baked)
    return foundAs(ours ?? credentialOfImage(baked), 'The credential was taken out of the image.')
  }

  async function fromAddress(url: string, way: Way): Promise<Found> {
    const lies = await read(url, way.load)
    if (!('bytes' in lies)) return foundAs(lies, 'What is left of the badge lies at its address.')
    const { bytes, source } = lies
    if (recogniseImage(bytes) !== null) return fromImage(bytes)
    const text = new TextDecoder('utf-8').decode(bytes.subarray(0, DOCUMENT_BYTES))
    if (isPage(text)) return fromPage(text, source, way)
    const found = fromText(bytes)
    if (found === null) {
      const detail = 'What lies at the address is neither JSON, nor a VC-JWT, an image or a page.'
      return unclear('malformed', detail)
    }
    return foundAs({ ...found, foundAt: url }, 'The credential was read from its address.')
  }

  async function fromPage(text: string, source: string, way: Way): Promise<Found> {
    const none = unclear(
      'no-credential',
      'The page at the address neither holds a credential nor leads to one.',
    )
    if (way.pages === MAX_PAGES) return none
    way.pages += 1
    const { embedded, links } = readPage(text, source)
    const [first, ...others] = embedded
    if (others.some((other) => JSON.stringify(other) !== JSON.stringify(first))) {
      const detail =
        'The page at the address holds several credentials; give one of them by itself.'
      return unclear('several-credentials', detail)
    }
    if (first) return foundAs(first, 'The credential was taken out of the page at the address.')
    let silent: NotFound | null = null
    for (const link of links) {
      if (way.left === 0) break
      way.left -= 1
      const linked = await fromAddress(link, way)
      if (!('code' in linked)) {
        if (!isOne(linked.found)) continue
        return foundAs(linked.found, 'The page at the address led to the credential.')
      }
      if (UNREAD.has(linked.code)) silent ??= linked
    }
    return silent ?? none
  }

  /** What lies at an address, and at which in the end; a badge that is gone; or why nothing was read. */
  async function read(
    url: string,
    load: Loader,
  ): Promise<{ bytes: Uint8Array; source: string } | Credential | NotFound> {
    const ours = await own(url)
    if (ours !== null) {
      const { bytes } = ours
      if (bytes === undefined) return failed('not-found', 'There is no credential at this address.')
      return { bytes, source: url }
    }
    const answer = await load.any(url, { accept: CREDENTIAL, maxBytes: UPLOAD_BYTES })
    if ('body' in answer && answer.status === 410 && isWithdrawn(fromText(answer.body))) {
      return { badgeUrl: url }
    }
    const good = 'failure' in answer ? answer : await orFailure(async () => requireOk(answer))
    if ('body' in good) return { bytes: good.body, source: good.url }
    return unclear(good.failure.code, good.failure.message)
  }

  return {
    fromImage,
    fromUrl: (url, load) => fromAddress(url, { load, left: MAX_FOLLOWED, pages: 0 }),
  }
}

/** Reasons not to know what a link leads to, unlike that it is something else. */
const UNREAD = new Set(['unreachable', 'timeout', 'closed'])

function foundAs(found: Credential | NotFound, detail: string): Found {
  return 'code' in found ? found : { found, detail }
}

/** Whether what a link leads to is a credential, and not some other document of the same form. */
function isOne(found: Credential): boolean {
  return !('credential' in found) || isCredential(found.credential)
}

/** The credential that a text is; null for anything else. */
function fromText(bytes: Uint8Array): Presented | null {
  if (bytes.length > DOCUMENT_BYTES) return null
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
