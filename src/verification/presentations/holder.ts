import { isObject, type JsonObject } from '../../credentials/index.ts'
import { absolute, didOfMethod, findMethod, isDid, methodFor, type Resolver } from '../dids.ts'
import { standingProblem } from '../key-standing.ts'
import { type CheckResult, failed, inconclusive, passed } from '../report.ts'
import { webAddress } from '../web-keys.ts'

/** The id of the holder, which stands alone or in an object; undefined when none is named. */
export function holderIdOf(presentation: JsonObject): unknown {
  const { holder } = presentation
  return isObject(holder) ? holder.id : holder
}

/**
 * The key that a holder signed with, and whether it is the holder's to present with; `mayAssert`: whether
 * it is one to make statements with as well.
 */
export type HolderKey = { method: JsonObject; binding: CheckResult; mayAssert: boolean }

const notTheHolders = failed(
  'key-not-holders',
  'The presentation was signed with a key that is not one of the holder it names.',
)

const nobodys = failed(
  'malformed-did',
  'The presentation does not say properly whose key signed it.',
)
const elsewhere = inconclusive(
  'key-not-resolvable',
  'The presentation names its key by something that cannot be looked up.',
)

/**
 * The key that a presentation names (VC Data Integrity 1.0, section 4.4; Controlled Identifiers 1.0,
 * section 3.3), read from the side of whom it belongs to: the holder where one is named, else the DID
 * that the key is part of, who then is the holder. Its document has to list the key under
 * `authentication`.
 *
 * @param name The `verificationMethod` of a proof or the `kid` of a token; undefined for any key of
 *   the holder
 * @param holder The id of the holder, whatever the presentation has there
 * @returns the key; or why there is none
 */
export async function holderKey(
  name: string | undefined,
  holder: unknown,
  context: { now: Date; resolve: Resolver },
): Promise<HolderKey | CheckResult> {
  const did = name === undefined ? null : didOfMethod(name)
  const owner = did ?? holder
  if (typeof owner !== 'string' || !(isDid(owner) || webAddress(owner) !== null)) {
    return webAddress(name) === null ? nobodys : elsewhere
  }
  const resolution = await context.resolve.controller(owner)
  if ('unavailable' in resolution) {
    return inconclusive('did-unavailable', 'The key of the presentation could not be fetched.')
  }
  if (!('document' in resolution)) {
    return failed('did-invalid', 'The identifier of the holder does not lead to its keys.')
  }
  const { document } = resolution
  const url = name === undefined ? undefined : String(absolute(owner, name))
  const listed = methodFor(document, url, 'authentication')
  const method = listed ?? (url === undefined ? null : (findMethod(document, url)?.method ?? null))
  if (method === null) {
    return failed('key-not-found', 'The key that the presentation names does not exist (any more).')
  }
  const same = findMethod(document, String(absolute(owner, method.id)))
  return { method, binding: bindingOf(), mayAssert: same?.mayAssert === true }

  function bindingOf(): CheckResult {
    if (holder !== undefined && owner !== holder) return notTheHolders
    if (method?.controller !== undefined && method.controller !== owner) return notTheHolders
    const standing = method ? standingProblem(method, context.now) : null
    if (standing) return standing
    if (listed === null) {
      const detail = 'The key that signed the presentation is not one to present with.'
      return failed('key-not-for-authentication', detail)
    }
    return passed('The key that signed the presentation belongs to whom it names as its holder.')
  }
}
