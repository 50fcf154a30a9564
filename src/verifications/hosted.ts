import { isDeepStrictEqual } from 'node:util'
import {
  type Baked,
  hostedUrls,
  isObject,
  type JsonObject,
  OPEN_BADGES_V2,
  valuesOf,
} from '../credentials/index.ts'
import { presentedText } from '../verification/index.ts'
import type { Credential, NotFound } from './presented.ts'

/** The Open Badges 2.0 edition of an award of ours, and the credential that it is the edition of. */
export type Hosted = { credential: JsonObject; document: JsonObject; revoked: JsonObject | null }

/** Finds one by its public id; undefined where nothing is offered in 2.0. */
export type FindHosted = (publicId: string) => Promise<Hosted | undefined>

const NOT_HERE: NotFound = {
  outcome: 'failed',
  code: 'not-found',
  detail: 'There is no badge at the address that this one names as its own.',
}
const DIFFERS: NotFound = {
  outcome: 'failed',
  code: 'differs',
  detail: 'The badge at the address that this one names says something else.',
}

/**
 * The credential behind an Open Badges 2.0 assertion that is hosted here. Hosted verification
 * believes what lies at the assertion's address, not what is presented, so that both have to say the
 * same. Null for what is no 2.0 assertion of ours.
 */
export type OwnHosted = {
  fromDocument(presented: unknown): Promise<Credential | NotFound | null>
  fromImage(baked: Baked): Promise<Credential | NotFound | null>
}

export function ownHosted(deps: { find: FindHosted; publicUrl: string }): OwnHosted {
  const { find } = deps
  const { assertions } = hostedUrls(deps.publicUrl)

  /** The public id in the URL of an assertion of ours. */
  function publicIdIn(url: unknown): string | null {
    if (typeof url !== 'string' || !url.startsWith(assertions)) return null
    return url.slice(assertions.length)
  }

  async function fromDocument(presented: unknown): Promise<Credential | NotFound | null> {
    if (!isObject(presented)) return null
    if (!valuesOf(presented['@context']).includes(OPEN_BADGES_V2)) return null
    const publicId = publicIdIn(presented.id)
    if (publicId === null) return null
    const found = await find(publicId)
    if (found === undefined) return NOT_HERE
    const isSame = [found.document, found.revoked].some((one) => isDeepStrictEqual(one, presented))
    return isSame ? { credential: found.credential } : DIFFERS
  }

  return {
    fromDocument,
    async fromImage(baked) {
      if (baked.version !== 2) return null
      if (baked.kind === 'json') {
        const found = presentedText(baked.text)
        return found !== null && 'credential' in found ? fromDocument(found.credential) : null
      }
      const publicId = baked.kind === 'url' ? publicIdIn(baked.text) : null
      if (publicId === null) return null
      const found = await find(publicId)
      return found === undefined ? NOT_HERE : { credential: found.credential }
    },
  }
}
