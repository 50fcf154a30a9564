import type { Logger } from 'pino'
import type { OutboundClient } from '../outbound/index.ts'
import type { IssuerListings } from '../verification/index.ts'
import { createRegistryCopy, type RegistryCopy } from './copy.ts'
import { OWN_REGISTRY_PATH } from './own.ts'
import type { TrustSettings, TrustSource } from './settings.ts'

/** What the operator's registries of issuers know. */
export type TrustRegistries = {
  /**
   * Looks an issuer up in all of them. Does not reject.
   *
   * @param issuer - its DID or URL
   * @returns null when no registry is configured
   */
  find(issuer: string): Promise<IssuerListings | null>
}

/** {@link TrustRegistries} of which copies are kept, read through `outbound`. */
export function createTrustRegistries(
  { registries, required }: TrustSettings,
  deps: { outbound: Pick<OutboundClient, 'get'>; now: () => Date; log: Logger },
): TrustRegistries {
  const known = registries.map((source) => ({ name: source.name, read: readerOf(source) }))

  function readerOf(source: TrustSource): RegistryCopy {
    if ('issuers' in source) {
      const entries = Object.entries(source.issuers)
      const listed = new Map(entries.map(([id, { name }]) => [id, name]))
      return async () => listed
    }
    const { name } = source
    const url = 'url' in source ? source.url : new URL(OWN_REGISTRY_PATH, source.waymark).href
    return createRegistryCopy({ name, url }, deps)
  }

  return {
    async find(issuer) {
      if (known.length === 0) return null
      const answers = await Promise.all(
        known.map(async ({ name, read }) => ({ registry: name, listed: await read() })),
      )
      return {
        required,
        unread: answers.filter(({ listed }) => listed === null).map(({ registry }) => registry),
        listings: answers.flatMap(({ registry, listed }) => {
          const name = listed?.get(issuer)
          return name === undefined ? [] : [{ registry, name }]
        }),
      }
    },
  }
}
