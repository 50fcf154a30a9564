import { embeddedCredentials, isObject, type JsonObject } from '../../credentials/index.ts'
import { type Context, checkSigned, signedByHolder } from '../check-signed.ts'
import { issuerIdOf } from '../issuer.ts'
import { type VerificationOptions, verifyWithin } from '../verify.ts'
import type { EmbeddedReport } from './report.ts'

/** More credentials in one document, those in records inside it included, are not verified. */
export const MAX_CREDENTIALS = 30

type Found = ReturnType<typeof embeddedCredentials>[number]

/** The credentials in a document and in the learner records among them; null when they are too many. */
export function allEmbedded(document: unknown): Found[] | null {
  const found: Found[] = []
  const open = embeddedCredentials(document)
  while (open.length > 0) {
    const next = open.shift() as Found
    found.push(next)
    if (found.length + open.length > MAX_CREDENTIALS) return null
    const inside = 'credential' in next ? embeddedCredentials(next.credential) : []
    open.unshift(...inside.map((one) => ({ ...one, path: `${next.path}.${one.path}` })))
  }
  return found
}

/**
 * The reports on credentials inside a document, each verified like any other.
 *
 * @param holder Who signed the document around them, when that is known to be so: what the same one
 *   issues about itself in it needs no second signature (VCDM 2.0, section 4.13.3)
 */
export function verifyEmbedded(
  found: readonly Found[],
  { context, asked, holder }: { context: Context; asked: VerificationOptions; holder?: unknown },
): Promise<EmbeddedReport[]> {
  const isOwn = (credential: unknown): credential is JsonObject =>
    holder !== undefined &&
    isObject(credential) &&
    credential.proof === undefined &&
    issuerIdOf(credential) === holder
  return Promise.all(
    found.map(async ({ path, ...presented }) => {
      const signed =
        'credential' in presented && isOwn(presented.credential)
          ? signedByHolder(presented.credential, context)
          : checkSigned(presented, context)
      const { report } = await verifyWithin(presented, { context, asked, signed: await signed })
      return { path, report }
    }),
  )
}
